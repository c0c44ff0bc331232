"""What users see of the data folder: loaded once for all, and never in part."""

import shutil

from crmmap.shipped import GEODATA
from tests.browser.conftest import Atlas
from tests.server import start_app


def test_a_second_user_loads_no_data_again(browser, tmp_path):
    folder = tmp_path / "data"
    shutil.copytree(GEODATA, folder)
    server, url = start_app(folder)
    try:
        Atlas(browser.new_page(), url).open()
        shutil.rmtree(folder)  # who reads the files again now finds none
        second = Atlas(browser.new_context().new_page(), url).open()
        assert second.drawn("sites") > 5000
    finally:
        server.kill()


def test_a_broken_folder_says_which_cell_and_shows_no_map(browser, tmp_path):
    folder = tmp_path / "data"
    shutil.copytree(GEODATA, folder)
    path = folder / "sites.csv"
    path.write_text(
        path.read_text(encoding="utf-8").replace("-3.0,83.0", "-300,83.0", 1), encoding="utf-8"
    )
    server, url = start_app(folder)
    try:
        page = browser.new_page()
        page.goto(url)
        page.get_by_text("The data can't be shown").wait_for(timeout=30_000)
        page.get_by_text("sites.csv, row 2, column latitude").wait_for(timeout=15_000)
        text = page.locator('[data-testid="stMain"]').inner_text()
        assert "Traceback" not in text
        assert (
            page.locator("iframe[title='Map'], iframe[title='streamlit_folium.st_folium']").count()
            == 0
        )
    finally:
        server.kill()

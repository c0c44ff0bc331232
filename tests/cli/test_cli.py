"""The command line as a user types it: what it prints, writes and exits with."""

from __future__ import annotations

import io
import json
import os
import re
import socket
import subprocess
import sys
import time
import urllib.request
from importlib import import_module
from pathlib import Path

import pandas as pd
import pytest
from PIL import Image
from pypdf import PdfReader

import crmmap
from crmmap import Filters, load_scenario, measures
from crmmap.cli import main
from crmmap.cli.main import COMMANDS
from crmmap.describe.answer import answer
from crmmap.draw.charts.catalogue import EXHIBITS
from tests.exchange import samples

pytestmark = pytest.mark.slow


@pytest.fixture
def cli(capsys):
    def run(*arguments: str) -> tuple[int, str, str]:
        code = main(list(arguments))
        said = capsys.readouterr()
        return code, said.out, said.err

    return run


def table(text: str) -> pd.DataFrame:
    return pd.read_csv(io.StringIO(text), keep_default_na=False)


def test_help_names_every_command_with_examples(cli):
    code, out, _ = cli("--help")
    assert code == 0
    for name in COMMANDS:
        assert re.search(rf"^  {name} ", out, re.M)
        code, said, _ = cli(name, "--help")
        assert code == 0
        assert re.search(rf"^  crmmap (--data \S+ )?{name}", said, re.M), f"{name} has no example"


def test_every_command_that_is_written_can_be_called():
    folder = Path(crmmap.__file__).parent / "cli"
    names = {path.stem for path in folder.glob("[!_]*.py")} - {"main"}
    modules = [import_module(f"crmmap.cli.{name}") for name in names]
    written = [command.name for module in modules for command in getattr(module, "COMMANDS", ())]
    assert sorted(written) == sorted(COMMANDS)


def test_answer_says_what_the_page_says(cli, whole):
    code, said, _ = cli("answer", "--mineral", "Gallium")
    assert code == 0
    expected = answer(whole, Filters.default().but(minerals=("Gallium",)))
    assert said.splitlines()[0] == expected.headline
    _, said, _ = cli("answer", "--country", "ZMB", "--theme", "agreements", "--json")
    zambia = answer(whole, Filters.default().but(countries=("ZMB",)), theme="agreements")
    assert json.loads(said)["headline"] == zambia.headline


def test_filter(cli, whole):
    code, out, _ = cli("filter", "--mineral", "Lithium", "--bloc", "EU")
    shown = whole.filter(Filters.default().but(minerals=("Lithium",), blocs=("EU",)))
    assert code == 0
    assert out.startswith(
        f"{len(shown.sites)} sites with lithium in members and partners of the European Union"
    )
    code, out, _ = cli(
        "filter", "--mineral", "Lithium", "--bloc", "EU", "--table", "sites", "--csv"
    )
    assert table(out)["site_id"].tolist() == shown.sites["site_id"].tolist()
    code, out, _ = cli(
        "filter", "--address", "http://x/?mineral=Lithium&bloc=EU", "--table", "sites", "--json"
    )
    assert [row["site_id"] for row in json.loads(out)["rows"]] == shown.sites["site_id"].tolist()


def test_what_is_not_understood_ends_with_two_and_a_way_out(cli):
    for arguments, said in (
        (("filter", "--mineral", "Litium"), "the nearest is Lithium"),
        (("filter", "--as-of", "yesterday"), "is not a date such as 2026-06-30"),
        (
            ("measure", "supply_under_agreement", "--set", "block=EU"),
            "is no choice; there are bloc, as_of",
        ),
        (("measure", "most_exposed"), "needs --set within_km=…, --set by=…"),
        (("map", "-o", "x.bmp"), "a map can be .png, .svg, .pdf, .html"),
        (("map", "-o", "x.png", "--size", "9x"), "is not WIDTHxHEIGHT"),
        (("map", "-o", "x.png", "--size", "100x100"), "has no room for a map"),
        (("export", "geojson", "--layer", "measures"), "holds places, and measures has none"),
        (("exhibit", "scenarios/balance"), "this exhibit needs a scenario"),
        (("details", "sites", "nope"), "find it with: crmmap search"),
        (("scenario", "jadar", "--set", "nope=1"), "has no parameter 'nope'"),
        (("fetch", "nope"), "is not known"),
        (("nope",), "No such command"),
    ):
        code, _, err = cli(*arguments)
        assert code in (1, 2), arguments
        assert said in err, arguments
        assert "Traceback" not in err


def test_measures_are_those_of_the_library(cli, whole):
    code, out, _ = cli("measure", "concentration", "--mineral", "Nickel", "--json")
    shown = whole.filter(Filters.default().but(minerals=("Nickel",)))
    known = measures.concentration(shown)
    assert code == 0
    assert [row["hhi"] for row in json.loads(out)["rows"]] == pytest.approx(known["hhi"].tolist())
    _, out, _ = cli("measure", "supply_under_agreement", "--set", "bloc=US", "--csv")
    assert len(table(out)) == len(
        measures.supply_under_agreement(whole.filter(Filters.default()), bloc="US")
    )
    _, out, _ = cli("measure", "trust", "--set", "members=AUS,CHL,COD", "--csv")
    assert len(table(out)) == len(
        measures.trust(whole.filter(Filters.default()), {"AUS", "CHL", "COD"})
    )
    _, out, _ = cli("measure", "--csv")
    assert set(table(out)["measure"]) == {name for name in measures.__all__ if name != "compare"}


def test_overlay(cli, whole):
    _, out, _ = cli("overlay", "--mineral", "Lithium", "--within", "5", "--csv")
    shown = whole.filter(Filters.default().but(minerals=("Lithium",)))
    known = measures.near_pairs(shown, within_km=5)
    rows = table(out)
    assert rows["site_id"].tolist() == known["site_id"].tolist()
    assert (rows["distance_km"] <= 5).all()


@pytest.mark.parametrize("name", EXHIBITS)
def test_every_exhibit_of_a_page_can_be_had(cli, name):
    address = ("--address", "scenario=jadar") if name.startswith("scenarios/") else ()
    code, out, err = cli("exhibit", name, *address, "--json")
    assert code == 0, err
    found = json.loads(out)
    assert found["title"]
    assert isinstance(found["rows"], list)


def test_exhibits_as_pictures(cli, tmp_path):
    code, _, err = cli("exhibit", "choke_points/heat", "-o", str(tmp_path / "heat.png"))
    assert code == 0, err
    assert Image.open(tmp_path / "heat.png").width > 800
    code, _, _ = cli(
        "exhibit", "governance/cover", "--colours", "dark", "-o", str(tmp_path / "cover.svg")
    )
    assert (tmp_path / "cover.svg").read_text().startswith("<svg")


def test_scenarios(cli):
    _, out, _ = cli("scenario", "--csv")
    assert "china-ree-stop" in table(out)["scenario"].tolist()
    _, out, _ = cli("scenario", "china-ree-stop", "--set", "left=0", "--show", "balance", "--csv")
    rows = table(out).set_index(["mineral", "stage"])
    # China refines 91% of magnet rare earths by the shipped series; with nothing left the rest
    # remains
    assert rows.loc[("Rare earths", "refinery"), "supply"] == pytest.approx(
        1 - float(_share_of_china()), abs=0.005
    )
    _, out, _ = cli("scenario", "china-ree-stop", "--show", "changes", "--json")
    assert len(json.loads(out)["rows"]) > 0
    assert load_scenario("china-ree-stop").title in out


def _share_of_china() -> float:
    rows = pd.read_csv("geodata/production.csv", keep_default_na=False)
    headline = rows[
        (rows["headline"].astype(str) == "True")
        & (rows["mineral"] == "Rare earths")
        & (rows["stage"] == "refinery")
    ]
    return float(headline.loc[headline["iso3"] == "CHN", "share_of_world"].iloc[0])


def test_details_and_search(cli):
    _, out, _ = cli("search", "Jadar", "--csv")
    site = table(out).iloc[0]
    assert (site["table"], site["name"]) == ("sites", "Jadar")
    code, out, _ = cli("details", "sites", site["key"])
    assert code == 0
    assert out.startswith("Jadar\n")
    assert "Serbia" in out
    _, out, _ = cli("details", "countries", "CHL", "--json")
    assert json.loads(out)["title"] == "Chile"


def test_maps_are_drawn_at_the_asked_size_with_their_sources(cli, tmp_path):
    for name in ("map.png", "map.svg", "map.pdf", "map.html"):
        code, _, err = cli(
            "map", "--mineral", "Nickel", "--size", "1123x794", "-o", str(tmp_path / name)
        )
        assert code == 0, err
    assert Image.open(tmp_path / "map.png").size == (2246, 1588)  # two pixels for each
    svg = (tmp_path / "map.svg").read_text()
    for words in (
        "sites with nickel",
        "© ICMM Global Mining Dataset 2025",
        "CC BY 4.0",
        "Refinery",
        " km at ",
    ):
        assert words in svg
    page = PdfReader(tmp_path / "map.pdf").pages[0]
    assert float(page.mediabox.width) / float(page.mediabox.height) == pytest.approx(
        1123 / 794, rel=0.01
    )
    assert "sites with nickel" in (tmp_path / "map.html").read_text()


def test_export_import_validate_and_another_folder(cli, tmp_path, whole):
    path = tmp_path / "cobalt.gpkg"
    code, _, err = cli("export", "gpkg", "--mineral", "Cobalt", "-o", str(path))
    assert code == 0
    assert "cobalt.gpkg" in err
    code, out, _ = cli("import", "auto", str(path), "--json")
    told = json.loads(out)
    shown = whole.filter(Filters.default().but(minerals=("Cobalt",)))
    assert (code, told["layout"]) == (0, "crmmap-sites")
    assert told["totals"] == {
        "read": len(shown.sites),
        "taken": 0,
        "merged": len(shown.sites),
        "refused": 0,
    }
    code, out, err = cli(
        "import", "icmm", str(samples.icmm(tmp_path)), "-o", str(tmp_path / "data")
    )
    assert code == 0
    assert "3 taken, 0 merged, 3 refused" in out
    report = pd.read_csv(tmp_path / "data" / "import-report.csv", keep_default_na=False)
    assert report["fate"].value_counts().to_dict() == {"taken": 3, "refused": 3}
    code, out, _ = cli("validate", str(tmp_path / "data"))
    assert code == 0
    assert "no problem found" in out
    code, out, _ = cli("--data", str(tmp_path / "data"), "search", "Test Acme", "--csv")
    assert table(out).iloc[0]["key"] == "icmm2025-ICMM90001"


def test_import_of_a_table_of_ones_own(cli, tmp_path):
    path = tmp_path / "own.csv"
    path.write_text("what;where;metal\nAlpha;-82,1 | 10,5;tin\n", encoding="utf-8")
    code, _, err = cli("import", "auto", str(path))
    assert code == 1
    assert "no column was found for a position" in err
    path.write_text("what;y;x;metal\nAlpha;-82,1;10,5;tin\n", encoding="utf-8")
    fields = ["name=what", "latitude=y", "longitude=x", "commodities=metal"]
    options = [part for field in fields for part in ("--column", field)]
    code, out, err = cli(
        "import", "sites", str(path), *options, "-o", str(tmp_path / "data"), "--csv"
    )
    assert code == 0, err
    assert table(out)["fate"].tolist() == ["taken"]
    again = (
        "import",
        "sites",
        str(path),
        "--columns",
        str(tmp_path / "data" / "columns.toml"),
        "--csv",
    )
    assert cli(*again)[1] == out


def test_restricted_data_stay_on_this_computer(cli, tmp_path):
    code, out, _ = cli("import", "wdpa", str(samples.wdpa(tmp_path)), "-o", str(tmp_path / "data"))
    assert code == 0
    assert "left out of every export" in out
    assert (tmp_path / "data" / "NOT-TO-BE-PASSED-ON.txt").is_file()
    code, _, err = cli(
        "--data",
        str(tmp_path / "data"),
        "export",
        "geojson",
        "--layer",
        "zones",
        "-o",
        str(tmp_path / "z.geojson"),
    )
    assert code == 0
    assert "3 rows of World Database on Protected Areas" in err
    assert "wdpa_local" not in (tmp_path / "z.geojson").read_text()
    for asked in (
        ("filter", "--table", "zones"),
        ("overlay", "--within", "100"),
        ("exhibit", "nature/zones"),
    ):
        for form in ("--csv", "--json"):
            assert "wdpa_local" not in cli("--data", str(tmp_path / "data"), *asked, form)[1]


def test_a_folder_is_replaced_as_a_whole_or_not_at_all(cli, tmp_path, monkeypatch):
    """Cut while it writes into an old folder: no new table stands beside an old one."""
    sites = tmp_path / "own.csv"
    sites.write_text("name,lat,lon,commodity\nFirst,-82.1,10.5,tin\n")
    folder = tmp_path / "data"
    assert cli("import", "auto", str(sites), "-o", str(folder))[0] == 0
    before = {path.name: path.read_bytes() for path in folder.iterdir()}
    (folder / "notes.txt").write_text("mine")

    def cut(_, table):
        if table.file == "zones.geojson":
            raise KeyboardInterrupt
        return b""

    monkeypatch.setattr("crmmap.exchange.folders.table_bytes", cut)
    sites.write_text("name,lat,lon,commodity\nSecond,-82.1,10.5,tin\n")
    code, _, err = cli("import", "auto", str(sites), "-o", str(folder))
    assert code == 1
    assert f"{folder} was not changed." in err
    after = {path.name: path.read_bytes() for path in folder.iterdir()}
    assert after.pop("notes.txt") == b"mine"
    assert after == before
    assert cli("import", "auto", str(sites), "-o", str(tmp_path / "new"))[0] == 1
    assert sorted(path.name for path in tmp_path.iterdir()) == ["data", "own.csv"]
    monkeypatch.undo()
    assert cli("import", "auto", str(sites), "-o", str(folder))[0] == 0
    assert b"Second" in (folder / "sites.csv").read_bytes()
    assert b"Second" in (folder / "import-report.csv").read_bytes()
    assert (folder / "notes.txt").read_text() == "mine"
    assert cli("validate", str(folder))[0] == 0


def run_as_process(*arguments: str, **more) -> subprocess.CompletedProcess[bytes]:
    code = "import sys; from crmmap.cli import main; sys.exit(main())"
    return subprocess.run(
        [sys.executable, "-c", code, *arguments], timeout=120, check=False, **more
    )


@pytest.mark.parametrize("form", ["--csv", "--json", None])
def test_names_reach_a_file_whatever_the_encoding_of_the_system(tmp_path, form):
    arguments = [*(["filter", "--country", "POL", "--table", "sites"]), *([form] if form else [])]
    with (tmp_path / "out").open("wb") as out:
        run = run_as_process(
            *arguments,
            stdout=out,
            stderr=subprocess.PIPE,
            env={**os.environ, "PYTHONIOENCODING": "cp1252"},
        )
    assert run.returncode == 0, run.stderr
    assert "Puławy" in (tmp_path / "out").read_text(encoding="utf-8")


def test_a_full_disk_and_no_folder_for_temporary_files_are_said(tmp_path):
    with open("/dev/full", "wb") as full:
        run = run_as_process(
            "filter", "--table", "sites", "--csv", stdout=full, stderr=subprocess.PIPE
        )
    assert (run.returncode, run.stderr) == (1, b"Error: No space left on device\n")
    env = {**os.environ, "TMPDIR": "/nowhere", "TMP": "/nowhere", "TEMP": "/nowhere"}
    out = tmp_path / "no" / "x.png"
    run = run_as_process("map", "-o", str(out), stderr=subprocess.PIPE, env=env, cwd=tmp_path)
    assert run.returncode != 0
    assert b"Traceback" not in run.stderr


@pytest.mark.parametrize(
    "command",
    [
        "overlay --within nan",
        "overlay --within inf",
        "map --size ²x³ -o x.png",
        "map --size 999999999999999x1 -o x.png",
        "import auto x.csv --within nan",
        "measure ecology --set buffer_km=nan",
        "scenario china-ree-stop --set left=nan",
    ],
)
def test_numbers_that_are_none_are_not_understood(cli, command):
    code, _, err = cli(*command.split())
    assert code == 2, err
    assert "Traceback" not in err


def test_a_broken_folder_ends_with_one(cli, tmp_path):
    code, out, err = cli("validate", str(tmp_path))
    assert code == 1
    assert set(table(out)["rule"]) == {f"is missing; put it into {tmp_path}"}
    code, _, err = cli("--data", str(tmp_path), "filter")
    assert code == 1
    assert "is missing" in err


def test_stories(cli, tmp_path):
    _, out, _ = cli("story")
    assert "lithium" in out
    _, out, _ = cli("story", "lithium")
    assert out.startswith("1. ")
    code, _, err = cli("story", "ukraine", "-o", str(tmp_path / "u.html"))
    assert code == 0, err
    assert "<section" in (tmp_path / "u.html").read_text()


def test_completion(cli):
    for shell in ("bash", "zsh", "fish"):
        assert "_CRMMAP_COMPLETE" in cli("completion", shell)[1]
    from click.shell_completion import ShellComplete

    from crmmap.cli.main import crmmap as group

    found = ShellComplete(group, {}, "crmmap", "_CRMMAP_COMPLETE").get_completions(["export"], "g")
    assert {one.value for one in found} == {"geojson", "gpkg"}


def test_run_opens_the_app_with_other_data(cli, tmp_path):
    assert cli("import", "icmm", str(samples.icmm(tmp_path)), "-o", str(tmp_path / "data"))[0] == 0
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port = probe.getsockname()[1]
    command = [
        sys.executable,
        "-c",
        "from crmmap.cli import main; main()",
        "--data",
        str(tmp_path / "data"),
        "run",
    ]
    app = subprocess.Popen(
        [*command, "--port", str(port)], stdout=subprocess.DEVNULL, start_new_session=True
    )
    try:
        for _ in range(80):
            try:
                answer = urllib.request.urlopen(
                    f"http://localhost:{port}/_stcore/health", timeout=1
                ).read()
                break
            except OSError:
                time.sleep(0.25)
        else:
            answer = b""
        assert answer == b"ok"
    finally:
        os.killpg(app.pid, 9)

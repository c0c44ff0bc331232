"""The wheel holds all that the app needs, and works far from the project's folder."""

import os
import socket
import subprocess
import sys
import tomllib
import zipfile

import pytest

from tests.server import ROOT, free_port, wait_for
from tests.test_serving import Session, run

pytestmark = pytest.mark.slow

AS_CRMMAP = "import sys; from crmmap.cli import main; sys.exit(main(sys.argv[1:]))"
WITHOUT_EXTRAS = (
    "import sys; sys.modules.update(dict.fromkeys("
    "('streamlit', 'streamlit_folium', 'folium', 'altair', 'pptx', 'fpdf', 'vl_convert', "
    "'xyzservices', 'xstatic'))); " + AS_CRMMAP
)


@pytest.fixture(scope="module")
def installed(tmp_path_factory):
    """A folder into which the wheel of this tree is unpacked, as an installer does it."""
    made = tmp_path_factory.mktemp("wheel")
    build = [
        sys.executable,
        "-m",
        "build",
        "--wheel",
        "--no-isolation",
        "--outdir",
        str(made),
        str(ROOT),
    ]
    subprocess.run(build, check=True, capture_output=True)
    (wheel,) = made.glob("crmmap-*.whl")
    assert wheel.stat().st_size < 3_300_000  # of which the tables take 2.3 million
    with zipfile.ZipFile(wheel) as archive:
        names = archive.namelist()
        archive.extractall(made / "site")
    assert "crmmap/py.typed" in names
    assert {name.rpartition("/")[2] for name in names if "/licenses/" in name} == {
        "LICENSE",
        "README.md",
    }
    return made / "site"


@pytest.fixture
def crmmap(installed, tmp_path):
    """Runs a command of the installed package in an empty folder."""

    def command(*arguments: str, program: str = AS_CRMMAP) -> subprocess.CompletedProcess[str]:
        env = {**os.environ, "PYTHONPATH": str(installed)}
        line = [sys.executable, "-c", program, *arguments]
        return subprocess.run(
            line, cwd=tmp_path, env=env, capture_output=True, text=True, timeout=300, check=False
        )

    return command


def test_it_is_the_installed_package_that_answers(crmmap, installed):
    said = crmmap(
        program="import crmmap; print(crmmap.__file__, len(crmmap.load().sites) > 5000)"
    ).stdout.split()
    assert said == [str(installed / "crmmap" / "__init__.py"), "True"]


@pytest.mark.parametrize(
    ("line", "says"),
    [
        ("validate", "25 tables"),
        ("measure concentration --csv", "China refines"),
        ("scenario jadar", "Supply under agreement"),
        ("search Jadar", "CRM07937"),
        ("answer --mineral Gallium", "China refines"),
        ("details countries FIN", "Finland"),
        ("filter --mineral Lithium", "agreements shown"),
        ("export csv --layer sites -o sites.csv", "sites.csv"),
    ],
)
def test_the_core_answers_without_the_packages_of_the_extras(crmmap, line, says):
    done = crmmap(*line.split(), program=WITHOUT_EXTRAS)
    assert done.returncode == 0, done.stderr
    assert says in done.stdout + done.stderr


@pytest.mark.parametrize(
    ("line", "extra"),
    [("map -o map.svg", "export"), ("exhibit", "export"), ("story", "export"), ("run", "app")],
)
def test_a_command_whose_packages_are_missing_says_how_to_get_them(crmmap, line, extra):
    done = crmmap(*line.split(), program=WITHOUT_EXTRAS)
    assert done.returncode == 1
    assert f'pip install "crmmap[{extra}]"' in done.stderr
    assert "Traceback" not in done.stderr


def test_maps_and_stories_are_drawn(crmmap, tmp_path):
    assert crmmap("map", "--mineral", "Lithium", "-o", "map.svg").returncode == 0
    assert (tmp_path / "map.svg").read_bytes().startswith(b"<svg")
    assert "lithium" in crmmap("story", "lithium").stdout.lower()


def test_the_app_opens(installed, tmp_path):
    port = free_port()
    env = {**os.environ, "PYTHONPATH": str(installed)}
    line = [sys.executable, "-c", AS_CRMMAP, "run", "--port", str(port), "--address", "127.0.0.1"]
    server = subprocess.Popen(
        line, cwd=tmp_path, env=env, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL
    )

    async def visit() -> None:
        async with Session(url, timeout=120) as session:
            found = await session.open("governance", "")
            assert not found.faults

    try:
        url = wait_for(port)
        run(visit())
    finally:
        server.terminate()
        server.wait(30)
    with pytest.raises(OSError, match="refused"):
        socket.create_connection(("127.0.0.1", port), timeout=5)


def test_the_requirements_are_those_of_the_lock():
    locked = tomllib.loads((ROOT / "uv.lock").read_text(encoding="utf-8"))["package"]
    versions = {(package["name"], package["version"]) for package in locked}
    for name in ("requirements.txt", "requirements-dev.txt"):
        lines = (ROOT / name).read_text(encoding="utf-8").splitlines()
        pins = [
            line.partition(" ;")[0].split("==")
            for line in lines
            if "==" in line and not line.startswith("#")
        ]
        assert pins
        assert {tuple(pin) for pin in pins} <= versions, (
            f"{name} is older than uv.lock; run: make lock"
        )

"""What may not be passed on is in nothing that leaves: every format, picture, slide, answer and
download there is."""

from __future__ import annotations

import ast
import gzip
import io
import json
import shlex
import shutil
import subprocess
import sys
import zipfile
from pathlib import Path

import pandas as pd
import pytest
from pmtiles.reader import MemorySource, all_tiles

from crmmap import Filters, load, measures
from crmmap.address.words import Picture
from crmmap.atlas.licences import Given, give
from crmmap.cli import main, options
from crmmap.cli.main import COMMANDS
from crmmap.draw.atlas_map import GivenFiles
from crmmap.draw.charts.catalogue import EXHIBITS
from crmmap.exchange.map_file import MAPS, map_file
from crmmap.exchange.stories import KINDS, slides
from crmmap.exchange.writers import FORMATS, select, write
from crmmap.exchange.writers.package import data_package
from crmmap.schema.tables import TABLES
from crmmap.shipped import GEODATA
from crmmap.stories import Step, Story
from crmmap.ui.navigation import HOME, PAGES
from tests.server import ROOT, start_app
from tests.test_privacy import visit
from tests.test_serving import Session, run

pytestmark = pytest.mark.slow

SECRET = "Quetzalquarry"
"""Stands in every restricted row, and nowhere else."""
MARK = SECRET.encode()
CHOICES = {"trust": ["--set", "members=AUS,CHL,COD"]}


@pytest.fixture(scope="module")
def folder(tmp_path_factory):
    """The shipped tables with a restricted row in each table whose rows name their source."""
    made = tmp_path_factory.mktemp("restricted") / "data"
    shutil.copytree(GEODATA, made)

    def add(table: str, /, **cells: str) -> None:
        path = made / TABLES[table].file
        rows = pd.read_csv(path, dtype=str, keep_default_na=False)
        row = {**rows.iloc[-1].to_dict(), **cells}
        pd.concat([rows, pd.DataFrame([row])]).to_csv(path, index=False)

    add(
        "sources",
        source_id="closed",
        title="Closed data",
        licence_class="restricted",
        licence="Not to be passed on",
    )
    site = {
        "name": SECRET,
        "owner": f"{SECRET} Ltd",
        "note": SECRET,
        "latitude": "-10.7",
        "longitude": "25.5",
    }
    site |= {
        "country": "DR Congo",
        "iso3": "COD",
        "minerals": "Cobalt",
        "kind": "mine",
        "status": "operating",
    }
    add(
        "sites",
        site_id=f"{SECRET}-1",
        source_ids="closed",
        source_refs="closed:1",
        as_of_year="2024",
        **site,
    )
    add(
        "sites",
        site_id=f"{SECRET}-2",
        source_ids="icmm2025;closed",
        source_refs="",
        as_of_year="2024",
        **site,
    )
    add("named_sites", named_site=f"{SECRET} named", site_id=f"{SECRET}-1", source_ids="closed")
    add(
        "standard_adherence",
        subject_kind="site",
        subject=SECRET,
        site_id=f"{SECRET}-1",
        notes=SECRET,
    )
    series = pd.read_csv(made / "production.csv", dtype=str, keep_default_na=False)
    first = series[(series["mineral"] == "Cobalt") & (series["stage"] == "mine")].iloc[0].to_dict()
    told = {
        "publisher": "closed",
        "source": SECRET,
        "measure": SECRET,
        "series_id": f"{SECRET}-series",
    }
    add("production", **{**first, **told})
    zones = (made / "zones.geojson").read_text(encoding="utf-8")
    shape = (
        '{"type": "Polygon", "coordinates": [[[25, -11], [26, -11], [26, -10], [25, -10], '
        "[25, -11]]]}"
    )
    tree = json.loads(zones)
    properties = dict(tree["features"][0]["properties"])
    properties |= {
        "zone_id": f"{SECRET}-z",
        "name": f"{SECRET} park",
        "source_id": "closed",
        "licence_class": "restricted",
    }
    properties |= {"iso3": "COD"} if "iso3" in properties else {}
    tree["features"].append(
        {"type": "Feature", "properties": properties, "geometry": json.loads(shape)}
    )
    (made / "zones.geojson").write_text(json.dumps(tree), encoding="utf-8")
    return made


@pytest.fixture(scope="module")
def restricted(folder):
    return load(folder)


def tiles_of(content: bytes):
    """Each tile of a file of vector tiles, with its place."""
    for place, tile in all_tiles(MemorySource(content)):
        yield place, gzip.decompress(tile)


def holds(content: bytes) -> bool:
    """Whether a file, or a file within it, holds what must stay."""
    if content.startswith(b"PMTiles"):
        return any(MARK in tile for _, tile in tiles_of(content))
    if zipfile.is_zipfile(io.BytesIO(content)):
        archive = zipfile.ZipFile(io.BytesIO(content))
        return any(MARK in archive.read(name) for name in archive.namelist())
    return MARK in content


def test_only_the_gate_makes_what_may_be_given(restricted):
    with pytest.raises(TypeError, match=r"only crmmap\.atlas\.licences\.give"):
        Given(restricted, "", object())
    given = give(restricted)
    assert (
        given.left_out
        == "4 rows of Closed data are left out, because the licence forbids passing them on."
    )
    assert give(given.atlas).left_out == ""
    for name in TABLES:
        table = getattr(given.atlas, name).drop(columns="geometry", errors="ignore")
        assert (
            not table.astype(str).apply(lambda column: column.str.contains(SECRET)).any().any()
        ), name
    there = {
        name
        for name in TABLES
        if SECRET in getattr(restricted, name).drop(columns="geometry", errors="ignore").to_csv()
    }
    assert there == {"sites", "named_sites", "standard_adherence", "production", "zones"}


@pytest.mark.parametrize("kind", FORMATS)
def test_no_format_holds_it(restricted, kind):
    assert not holds(write(select(give(restricted), Filters()), kind)[0])


def test_no_data_package_holds_it(restricted):
    assert not holds(data_package(give(restricted)))


@pytest.mark.parametrize("kind", [kind for kind in MAPS if kind not in ("png", "pdf")])
def test_no_map_holds_it(restricted, kind):
    """PNG and PDF are drawn from the SVG."""
    picture = Picture(Filters(countries=("COD",)), view=(-10.7, 25.5, 7.0))
    content = map_file(picture, GivenFiles(give(restricted)), kind)
    assert not holds(content)
    assert b"Closed data" not in content


@pytest.mark.parametrize("kind", KINDS)
def test_no_slides_hold_it(restricted, kind):
    steps = (
        Step(title="Map", page="atlas", words={"country": "COD"}),
        Step(title="Near", page="nature", words={"country": "COD"}, chart="nature/sites"),
    )
    story = Story(id="own", title="A story", summary="A test.", minutes=1, steps=steps)
    assert not holds(KINDS[kind].write(story, slides(story, GivenFiles(give(restricted)))))


def test_no_command_answers_with_it(folder, restricted, capsys, monkeypatch):
    """Measures, exhibits, tables, details, search, pairs: whatever the command line has."""
    monkeypatch.setattr(options, "load", lambda _, **__: restricted)

    def said(*arguments: str) -> str:
        main(["--data", str(folder), *arguments])
        out = capsys.readouterr()
        return out.out + out.err

    for name in measures.__all__:
        if name != "compare":
            assert SECRET not in said("measure", name, "--csv", *CHOICES.get(name, [])), name
    for name in EXHIBITS:
        words = "scenario=jadar" if name.startswith("scenarios/") else ""
        assert SECRET not in said("exhibit", name, "--csv", "--address", words), name
    for table in ("sites", "zones", "agreements", "measures", "production"):
        assert SECRET not in said("filter", "--table", table, "--json"), table
    for line in (
        "overlay --within 50 --csv",
        "filter --mineral Cobalt",
        f"search {SECRET}",
        "scenario jadar --show changes",
    ):
        assert SECRET not in said(*line.split()).replace(f"search {SECRET}", ""), line
    for table, key in (("sites", f"{SECRET}-1"), ("zones", f"{SECRET}-z"), ("countries", "COD")):
        found = said("details", table, key)
        assert found.count(SECRET) <= (0 if table == "countries" else 3), (
            found
        )  # only the question is repeated
        assert f"{SECRET} Ltd" not in found
        assert f"{SECRET} park" not in found


def test_no_download_of_a_page_holds_it(folder):
    """The restricted folder is here the Atlas of all users."""
    server, url = start_app(folder)

    async def all_pages() -> tuple[int, int, list[str]]:
        count, shared, leaks = 0, 0, []
        async with Session(url, timeout=120) as session:
            await session.open()
            for page in ("" if name == HOME else name for name in PAGES):
                _, files = await visit(
                    session, page, "country=COD&place=country:COD", download=True
                )
                count += len(files)
                shared += sum("Download sites.csv" in name for name in files)
                leaks += [f"{page}: {name}" for name, content in files.items() if holds(content)]
        return count, shared, leaks

    try:
        count, shared, leaks = run(all_pages())
        assert count > 30
        assert shared, "nothing of “Share and export” was asked for"
        assert leaks == []
    finally:
        server.kill()


def test_commands_take_their_rows_from_the_gate():
    """All commands but those that read files ask for `Data.given`, never for the whole tables."""
    reading = {"imports", "options"}  # they read files, and make `Data` itself
    modules = sorted((ROOT / "src" / "crmmap" / "cli").glob("*.py"))
    for module in (path for path in modules if path.stem not in reading):
        tree = ast.parse(module.read_text(encoding="utf-8"))
        bare = [
            node.lineno
            for node in ast.walk(tree)
            if isinstance(node, ast.Attribute)
            and node.attr == "atlas"
            and isinstance(node.value, ast.Name)
            and node.value.id == "data"
        ]
        assert bare == [], f"{module.name} takes the whole Atlas in line {bare}"


EXAMPLES = [
    line.strip().partition("#")[0].strip()
    for path in [ROOT / "README.md", *(ROOT / "docs" / "how-to").glob("*.md")]
    for line in path.read_text(encoding="utf-8").splitlines()
    if line.startswith("crmmap ")
]


@pytest.mark.parametrize("name", COMMANDS)
def test_every_example_of_a_help_text_works(name, tmp_path, capsys, monkeypatch):
    monkeypatch.chdir(tmp_path)
    prepare(tmp_path)
    main([name, "--help"])
    if name == "store":
        for one in ("push", "diff", "pull", "log", "restore"):  # publish is among the above
            main([name, one, "--help"])
    lines = [
        line.strip()
        for line in capsys.readouterr().out.splitlines()
        if line.strip().startswith("crmmap ")
    ]
    assert lines
    for line in lines:
        assert example(line, tmp_path) == 0, line


def test_every_example_of_the_how_tos_works(tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    prepare(tmp_path)
    assert len(EXAMPLES) > 5
    for line in EXAMPLES:
        assert example(line, tmp_path) == 0, line


def prepare(folder: Path) -> None:
    """The files that examples speak of."""
    from crmmap.scenarios import shipped
    from crmmap.scenarios import write as write_scenario
    from tests.exchange import samples

    samples.icmm(folder).rename(folder / "ICMM-Global-Mining-Dataset.xlsx")
    samples.mrds(folder).rename(folder / "mrds.csv")
    shutil.copy(samples.wdpa(folder), folder / "WDPA_Nov2026_COD.zip")
    (folder / "own.csv").write_text("Title,Y,X,Place,Ore,Metals\nA,-82.1,10.5,-82.1 10.5,tin,tin\n")
    (folder / "next.csv").write_text("Title,Y,X,Metals\nB,-82.2,10.5,tin\n")
    (folder / "my-sites.xlsx").write_bytes(
        (folder / "ICMM-Global-Mining-Dataset.xlsx").read_bytes()
    )
    (folder / "my-scenario.toml").write_bytes(write_scenario(shipped()["jadar"]))
    shutil.copytree(GEODATA, folder / "geodata")
    for table, own in (("sites", "my-sites"), ("zones", "my-zones")):
        getattr(load(), table).to_parquet(folder / f"{own}.parquet")
    shutil.copytree(GEODATA, folder / "my-data")
    sites = (folder / "my-data" / "sites.csv").read_text("utf-8")
    (folder / "my-data" / "sites.csv").write_text(sites.replace("mine;smelter", "mine", 1), "utf-8")
    (folder / "my-data" / "columns.toml").write_text(
        'table = "sites"\n[columns]\nname = "Title"\nlatitude = "Y"\nlongitude = "X"\ncommodities '
        '= "Metals"\n'
    )


AS_A_COMMAND = "import sys; from crmmap.cli import main; sys.exit(main())"


def example(line: str, folder: Path) -> int:
    """The exit code of a line as a shell runs it; what asks a publisher or a database or never ends
    is not run."""
    unending = (" run", " mcp", " serve --address", " serve --config", "postgresql:")
    if any(word in line for word in (*unending, "fetch", ">>", "completions")):
        return 0
    if not set(line) & set(">$|"):
        return main(shlex.split(line)[1:])
    command = line.replace("crmmap ", f"{sys.executable} -c '{AS_A_COMMAND}' ", 1)
    return subprocess.run(
        ["sh", "-c", command], cwd=folder, capture_output=True, timeout=300, check=False
    ).returncode

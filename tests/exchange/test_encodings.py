"""Texts in the encodings that files of the field come in."""

from __future__ import annotations

import geopandas as gpd
import pytest
import shapely

from crmmap.exchange.readers import ImportOptions, read
from crmmap.exchange.readers.raw_tables import Opening, read_raw
from crmmap.toml_models import UnusableFile

TEXTS = {
    "cp1252": "Name;Land\nGrube Königshütte;Österreich\nZeche Größe;Schweiz\n",
    "latin_1": "Nombre;País\nMina de Río Tinto;España\nAlmadén;España\n",
    "cp1250": "Nazwa;Kraj\nKopalnia Lubin Główny;Polska\nŁęczna;Śląsk\n",
    "cp1251": "Название;Страна\nНорильск;Россия\nУдачный;Якутия\n",
    "koi8_r": "Название;Страна\nНорильск;Россия\nУдачный;Якутия\n",
    "cp1253": "Όνομα;Χώρα\nΣκουριές;Ελλάδα\nΛαύριο;Ελλάδα\n",
    "cp932": "名称;国\n菱刈鉱山;日本\n神岡鉱山;日本\n",
    "mac_roman": "Nom;Pays\nMine de l’Échassière;France\nForêt;Côte d’Ivoire\n",
    "cp850": "Nombre;País\nMina de Río Tinto;España\nAlmadén;España\n",
    "utf_16": "Name;Land\nGrängesberg;Sverige\n",
    "utf_8_sig": "Name;Land\nGrängesberg;Sverige\n",
}


@pytest.mark.parametrize("encoding", TEXTS)
def test_a_text_is_read_in_the_encoding_it_is_in(encoding, tmp_path):
    path = tmp_path / "a.csv"
    path.write_bytes(TEXTS[encoding].encode(encoding))
    cells = read_raw(path).cells
    header, *rows = (line.split(";") for line in TEXTS[encoding].splitlines())
    assert cells.columns.tolist() == header
    assert cells.to_numpy().tolist() == rows


def test_what_two_encodings_read_alike_well_can_be_named(whole, tmp_path):
    path = tmp_path / "a.csv"
    text = "name,lat,lon,commodity\nÇöpler Altın,-82.1,10.5,tin\n"
    path.write_bytes(text.encode("cp1254"))
    guessed = read(path, whole)
    assert guessed.tables["sites"].iloc[0]["name"] == "Çöpler Altýn"
    assert guessed.notes == ("the text is not UTF-8; read as Windows-1252 (Western Europe)",)
    named = read(path, whole, ImportOptions(encoding="windows-1254"))
    assert named.tables["sites"].iloc[0]["name"] == "Çöpler Altın"
    assert named.notes == ()


def test_an_encoding_that_is_not_the_file_s_is_refused_with_its_line(whole, tmp_path):
    path = tmp_path / "a.csv"
    path.write_bytes("name,lat,lon,commodity\nGrängesberg,-82.1,10.5,tin\n".encode("cp1252"))
    with pytest.raises(UnusableFile, match=r"a\.csv: line 2 is not in UTF-8; name another"):
        read(path, whole, ImportOptions(encoding="utf-8"))
    with pytest.raises(UnusableFile, match="'klingon' is not known; it can be utf_8, cp1252"):
        read(path, whole, ImportOptions(encoding="klingon"))


@pytest.mark.parametrize("shift", ["", "x"])
@pytest.mark.parametrize("encoding", ["gb18030", "cp932", "euc_kr"])
def test_a_long_text_of_letters_of_two_bytes_is_not_cut_in_one(encoding, shift, tmp_path):
    row = {"gb18030": "白云鄂博,中国", "cp932": "菱刈鉱山,日本", "euc_kr": "상동광산,한국"}[
        encoding
    ]
    path = tmp_path / "a.csv"
    path.write_bytes(f"{shift}name,land\n{(row + chr(10)) * 9000}".encode(encoding))
    raw = read_raw(path)
    assert ",".join(raw.cells.iloc[8999]) == row
    assert raw.encoding == encoding


@pytest.mark.parametrize("named", [False, True])
@pytest.mark.parametrize(
    ("encoding", "names"),
    [
        ("cp1251", ["Норильск", "Удачный"]),
        ("koi8_r", ["Норильск", "Удачный"]),
        ("euc_kr", ["상동광산", "한국광산"]),
        ("mac_roman", ["L’Échassière", "Forêt"]),
        ("utf_8", ["Grängesberg", "Kiruna"]),
    ],
)
def test_a_shapefile_that_names_no_encoding(encoding, names, named, tmp_path):
    path = tmp_path / "a.shp"
    points = [shapely.Point(88, 69), shapely.Point(112, 66)]
    letters = [name.encode(encoding).decode("iso8859_1") for name in names]
    frame = gpd.GeoDataFrame({"name": letters}, geometry=points, crs=4326)
    frame.to_file(path, encoding="ISO-8859-1")
    path.with_suffix(".cpg").unlink()
    table = bytearray(path.with_suffix(".dbf").read_bytes())
    table[29] = 0  # nor does the table name its code page
    path.with_suffix(".dbf").write_bytes(table)
    raw = read_raw(path, opening=Opening(encoding=encoding if named else ""))
    assert raw.cells["name"].tolist() == names
    assert raw.encoding == encoding


@pytest.mark.parametrize("encoding", ["hex", "zlib", "rot13", "undefined", "a\0b"])
def test_what_is_no_encoding_of_texts_is_refused(whole, tmp_path, encoding):
    path = tmp_path / "a.csv"
    path.write_text("name,lat,lon,commodity\nA,-82.1,10.5,tin\n")
    with pytest.raises(UnusableFile, match="is not known; it can be utf_8"):
        read(path, whole, ImportOptions(encoding=encoding))

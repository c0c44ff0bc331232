"""Texts in the encodings that files of the field come in."""

from __future__ import annotations

import geopandas as gpd
import pytest
import shapely

from crmmap.exchange.readers import ImportOptions, read
from crmmap.exchange.readers.raw_tables import read_raw
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


@pytest.mark.parametrize("named", ["", "cp1251"])
def test_a_shapefile_that_names_no_encoding(named, tmp_path):
    path = tmp_path / "a.shp"
    names = ["Норильск", "Удачный"]
    points = [shapely.Point(88, 69), shapely.Point(112, 66)]
    gpd.GeoDataFrame({"name": names}, geometry=points, crs=4326).to_file(path, encoding="cp1251")
    path.with_suffix(".cpg").unlink()
    table = bytearray(path.with_suffix(".dbf").read_bytes())
    table[29] = 0  # nor does the table name its code page
    path.with_suffix(".dbf").write_bytes(table)
    raw = read_raw(path, encoding=named)
    assert raw.cells["name"].tolist() == names
    assert raw.encoding == "cp1251"

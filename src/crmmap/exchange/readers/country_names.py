"""Names of countries as publishers write them, as ISO 3166-1 alpha-3 codes."""

from __future__ import annotations

import re
from functools import cache

import geopandas as gpd
from babel import Locale
from rapidfuzz import fuzz, process

from crmmap.names import fold
from crmmap.schema.vocabulary import HIGH_SEAS

LONGEST_CELL = 200
"""Characters; no country has a longer name, and a long cell would hold up the reading."""
NEAR_ENOUGH = 90
"""Of 100; below it a spelling is not taken for a country."""
_FORMS = {"dem": "democratic", "rep": "republic", "fed": "federal", "is": "islands", "st": "saint"}
_SMALL = frozenset(["the", "of", "and", "de", "la"])
_STYLE_WORDS = (
    "republic kingdom state states federal federation democratic islamic peoples people s "
    "socialist united "
    "plurinational bolivarian commonwealth sultanate principality grand duchy union arab"
)
_STYLES = frozenset(_STYLE_WORDS.split())
_SEAS = (
    "International seabed area",
    "International waters",
    "High seas",
    "ABNJ",
    "Areas beyond national jurisdiction",
)
_NOT_FOR_STYLES = frozenset(["china", "korea", "congo", "emirates", "america", "kingdom"])
"""Names that a style tells apart, so that a style can't be left out."""


TERRITORIES = {
    "AUS": ("CXR", "CCK", "NFK", "HMD"),
    "CHN": ("HKG", "MAC"),
    "DNK": ("GRL", "FRO"),
    "FIN": ("ALA",),
    "FRA": ("GUF", "GLP", "MTQ", "REU", "MYT", "NCL", "PYF", "SPM", "WLF", "BLM", "MAF", "ATF"),
    "GBR": ("FLK", "GIB", "IMN", "JEY", "GGY", "BMU", "CYM", "SHN", "SGS", "VGB", "TCA", "MSR"),
    "NLD": ("ABW", "CUW", "SXM", "BES"),
    "NOR": ("SJM", "BVT"),
    "NZL": ("COK", "NIU", "TKL"),
    "USA": ("PRI", "GUM", "VIR", "ASM", "MNP", "UMI"),
}
"""Territories that inventories count to a country."""


class Countries:
    """Reads names and codes of countries, by the countries of an Atlas."""

    def __init__(self, countries: gpd.GeoDataFrame) -> None:
        self.name_of: dict[str, str] = {}
        self._codes: dict[str, str] = {}
        self._keys: dict[frozenset[str], str] = {}
        self._names: dict[str, str] = {}
        for row in countries.drop(columns="geometry").to_dict("records"):
            iso3 = str(row["iso_a3"])
            if not iso3:
                continue
            self.name_of[iso3] = str(row["name"])
            self._codes |= {iso3: iso3, str(row.get("iso_a2") or iso3): iso3}
            for name in (str(row["name"]), *str(row["also_called"]).split(";")):
                if name:
                    self._keys.setdefault(_key(name), iso3)
                    self._names.setdefault(fold(name), iso3)
        iso3_of = {
            str(row["iso_a2"]): str(row["iso_a3"])
            for row in countries.drop(columns="geometry").to_dict("records")
            if row.get("iso_a2") and row["iso_a3"]
        }
        for code, key, folded in _in_other_languages():
            if code in iso3_of:
                self._keys.setdefault(key, iso3_of[code])
                self._names.setdefault(folded, iso3_of[code])
        for name in _SEAS:
            self._keys[_key(name)] = HIGH_SEAS
        self._codes["GUF"] = self._codes["GF"] = "GUF"
        self.name_of |= {HIGH_SEAS: _SEAS[0], "GUF": "French Guiana"}
        self._keys[_key("French Guiana")] = "GUF"

    def read(self, cell: str) -> tuple[str, str]:
        """The code of a cell, or "", and a word where it was taken for a near spelling."""
        said = cell.strip()
        if len(said) > LONGEST_CELL:
            return "", ""
        code = said.replace(".", "")
        if code in self._codes:
            return self._codes[code], ""
        key = (
            _key(re.sub(r"\(.*?\)", " ", said))
            if said and _key(said) not in self._keys
            else _key(said)
        )
        if not key:
            return "", ""
        if key in self._keys:
            return self._keys[key], ""
        bare = key - _STYLES
        if bare and bare in self._keys and not bare & _NOT_FOR_STYLES:
            return self._keys[bare], ""
        near = process.extractOne(
            fold(said), self._names.keys(), scorer=fuzz.ratio, score_cutoff=NEAR_ENOUGH
        )
        if near is None:
            return "", ""
        iso3 = self._names[near[0]]
        return iso3, f"{said!r} taken for {self.name_of[iso3]}"


LANGUAGES = ("de", "fr", "es", "pt", "it", "nl", "fi", "sv", "da", "nb", "pl", "cs", "tr", "id")
"""Whose names of countries are read; all are written in Latin letters."""


@cache
def _in_other_languages() -> tuple[tuple[str, frozenset[str], str], ...]:
    """ISO 3166-1 alpha-2 codes and names, as Unicode's common locale data have them."""
    return tuple(
        (code, _key(name), fold(name))
        for language in LANGUAGES
        for code, name in Locale(language).territories.items()
        if len(code) == 2 and code.isalpha() and _key(name)
    )


def _key(name: str) -> frozenset[str]:
    """The words of a name in no order: "Korea, South" is "South Korea"."""
    return frozenset(_FORMS.get(word, word) for word in fold(name).split()) - _SMALL

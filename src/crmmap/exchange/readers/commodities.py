"""Names of commodities as publishers write them, in the vocabulary of minerals.csv."""

from __future__ import annotations

import csv
import re
from collections.abc import Sequence
from functools import cache
from importlib.resources import files

from crmmap.names import fold

_PARTS = re.compile(r"[;,/|+&\n]|\b(?:and|und|et|y|e|sekä|ja)\b")
_DASHES = re.compile(r"[-–—]")
_SMALL_DIGITS = str.maketrans("₀₁₂₃₄₅₆₇₈₉", "0123456789")
_BRACKETS = re.compile(r"\(([^()]*)\)?")
_LONGEST = 4  # words of the longest known name
SYMBOLS = {
    "REE": "Rare earths",
    "REO": "Rare earths",
    "TREO": "Rare earths",
    "PGE": "PGM",
    "P": "Phosphate rock",
    "K": "Potash",
    "Pt": "PGM",
    "Pd": "PGM",
    "Y": "Rare earths",
    "Nd": "Rare earths",
    "Ce": "Rare earths",
    "La": "Rare earths",
    "Si": "Silicon metal",
    "Ba": "Barite",
    "F": "Fluorspar",
}
"""Beside the symbols of minerals.csv."""
FORMULAS = {
    "Al2O3": "Bauxite/Aluminium",
    "Sb2O3": "Antimony",
    "As2O3": "Arsenic",
    "BaSO4": "Barite",
    "BeO": "Beryllium",
    "Bi2O3": "Bismuth",
    "B2O3": "Boron",
    "Cs2O": "Caesium",
    "Cr2O3": "Chromium",
    "Co3O4": "Cobalt",
    "CuO": "Copper",
    "CaF2": "Fluorspar",
    "Ga2O3": "Gallium",
    "GeO2": "Germanium",
    "HfO2": "Hafnium",
    "In2O3": "Indium",
    "Li2O": "Lithium",
    "Li2CO3": "Lithium",
    "LiOH": "Lithium",
    "LCE": "Lithium",
    "MnO2": "Manganese",
    "MoO3": "Molybdenum",
    "MoS2": "Molybdenum",
    "NiO": "Nickel",
    "Nb2O5": "Niobium",
    "P2O5": "Phosphate rock",
    "K2O": "Potash",
    "Sc2O3": "Scandium",
    "SnO2": "Tin",
    "Ta2O5": "Tantalum",
    "TiO2": "Titanium",
    "WO3": "Tungsten",
    "U3O8": "Uranium",
    "V2O5": "Vanadium",
    "Y2O3": "Rare earths",
    "ZrO2": "Zirconium",
    "LREE": "Rare earths",
    "HREE": "Rare earths",
    "LREO": "Rare earths",
    "HREO": "Rare earths",
    "NdPr": "Rare earths",
    "Nd2O3": "Rare earths",
    "Pr6O11": "Rare earths",
    "Dy2O3": "Rare earths",
    "Tb4O7": "Rare earths",
    "CeO2": "Rare earths",
    "La2O3": "Rare earths",
}
"""Compounds by which assays are published, and short names of groups."""
WORDS_TOO = frozenset(["as", "at", "be", "he", "i", "in", "no", "re", "am", "la", "os"])
"""Symbols that are words as well: in small letters they count in a list of symbols alone."""
OUT_OF_VOCABULARY = ("Au", "Ag", "Pb", "Fe", "Hg", "Cd", "Rb", "Th", "S", "Na")


@cache
def known_names() -> dict[str, tuple[str, ...]]:
    """Folded name to minerals; none where the commodity is known and not of the vocabulary."""
    with (files("crmmap.exchange.readers") / "commodities.csv").open(encoding="utf-8") as file:
        return {
            row["name"]: tuple(filter(None, row["minerals"].split(";")))
            for row in csv.DictReader(file)
        }


class Commodities:
    """Reads cells of commodities.

    Parameters
    ----------
    symbols
        Mineral by symbol, of minerals.csv; its names are known too.
    """

    def __init__(self, symbols: dict[str, str]) -> None:
        self._symbols = {
            **SYMBOLS,
            **{symbol: mineral for mineral, symbol in symbols.items() if symbol},
            **{formula: mineral for formula, mineral in FORMULAS.items() if mineral in symbols},
        }
        self._any_case = {symbol.casefold(): one for symbol, one in self._symbols.items()}
        self._outside = {symbol.casefold() for symbol in OUT_OF_VOCABULARY}
        self._names = {**known_names(), **{fold(mineral): (mineral,) for mineral in symbols}}

    def read(self, cell: str) -> tuple[tuple[str, ...], tuple[str, ...], tuple[str, ...]]:
        """The minerals of a cell, the commodities outside of the vocabulary, and what is not known
        at all.

        Parts are parted by any of ``; , / | + &`` or "and"; symbols of elements by hyphens too, and
        they may be in any case. What stands in brackets tells the form
        and counts only where the words before name no commodity; of a part with words between, all
        whole-word names count.
        """
        minerals: dict[str, None] = {}
        outside: dict[str, None] = {}
        unknown: dict[str, None] = {}
        cell = cell.translate(_SMALL_DIGITS)
        whole = self._names.get(fold(cell))
        parts = [cell] if whole is not None else self._hyphens(_PARTS.split(_guard(cell)))
        several = len([part for part in parts if part.strip()]) > 1
        for part in parts:
            said = part.replace("\0", ",").strip()
            if not said:
                continue
            found = self._part(said)
            if found is None:
                found = self._symbol(said, among=several)
            if found is None:
                unknown[said] = None
            elif found:
                minerals |= dict.fromkeys(found)
            else:
                outside[fold(said)] = None
        return tuple(minerals), tuple(outside), tuple(unknown)

    def _hyphens(self, parts: Sequence[str]) -> list[str]:
        """The parts, with lists of symbols such as ``Ni-Cu-PGE`` taken apart."""
        found: list[str] = []
        for part in parts:
            pieces = [piece.strip() for piece in _DASHES.split(part)]
            symbols = all(
                piece.casefold() in self._any_case or piece.casefold() in self._outside
                for piece in pieces
            )
            found += pieces if len(pieces) > 1 and symbols else [part]
        return found

    def _symbol(self, said: str, *, among: bool) -> tuple[str, ...] | None:
        """A symbol or a formula in any case; one that is a word as well only among others."""
        key = said.casefold()
        if key in WORDS_TOO and not among:
            return None
        if key in self._any_case:
            return (self._any_case[key],)
        return () if key in self._outside else None

    def _part(self, said: str) -> tuple[str, ...] | None:
        plain = _BRACKETS.sub(" ", said).strip()
        for words in (plain, said):
            if words in self._symbols:
                return (self._symbols[words],)
            if words in OUT_OF_VOCABULARY:
                return ()
            found = self._words(fold(words).split())
            if found is not None:
                return found
        return None

    def _words(self, words: list[str]) -> tuple[str, ...] | None:
        """The longest known names among the words, from the left."""
        found: dict[str, None] = {}
        known, place = False, 0
        while place < len(words):
            for length in range(min(_LONGEST, len(words) - place), 0, -1):
                minerals = self._names.get(" ".join(words[place : place + length]))
                if minerals is not None:
                    known = True
                    found |= dict.fromkeys(minerals)
                    place += length
                    break
            else:
                place += 1
        return tuple(found) if known else None


def _guard(cell: str) -> str:
    """Commas in brackets do not part."""
    return _BRACKETS.sub(lambda found: found.group(0).replace(",", "\0").replace(";", "\0"), cell)

"""Names of commodities as publishers write them, in the vocabulary of minerals.csv."""

from __future__ import annotations

import csv
import re
from functools import cache
from importlib.resources import files

from crmmap.names import fold

_PARTS = re.compile(r"[;,/|+&\n]|\band\b")
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
        }
        self._names = {**known_names(), **{fold(mineral): (mineral,) for mineral in symbols}}

    def read(self, cell: str) -> tuple[tuple[str, ...], tuple[str, ...], tuple[str, ...]]:
        """The minerals of a cell, the commodities outside of the vocabulary, and what is not known
        at all.

        Parts are parted by any of ``; , / | + &`` or "and". What stands in brackets tells the form
        and counts only where the words before name no commodity; of a part with words between, all
        whole-word names count.
        """
        minerals: dict[str, None] = {}
        outside: dict[str, None] = {}
        unknown: dict[str, None] = {}
        whole = self._names.get(fold(cell))
        for part in [cell] if whole is not None else _PARTS.split(_guard(cell)):
            said = part.replace("\0", ",").strip()
            if not said:
                continue
            found = self._part(said)
            if found is None:
                unknown[said] = None
            elif found:
                minerals |= dict.fromkeys(found)
            else:
                outside[fold(said)] = None
        return tuple(minerals), tuple(outside), tuple(unknown)

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

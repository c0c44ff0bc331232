"""Positions as people write them, in WGS 84 decimal degrees."""

from __future__ import annotations

import re
from functools import cache

import numpy as np
import pandas as pd
from pyproj import CRS, Transformer
from pyproj.exceptions import CRSError

_MINUS = str.maketrans(
    {"\u2212": "-", "\u2013": "-", "\u2010": "-", "\u2011": "-", "\u2012": "-", "\ufe63": "-"}
)
_DECIMAL_COMMA = re.compile(r"^[+-]?\s*\d{1,3},\d+$")
_NUMBER = r"(\d+(?:[.,]\d+)?)"
_SIDES = {
    "N": ("north", "nord", "norte", "nord", "pohjoinen"),
    "S": ("south", "süd", "sued", "sud", "sur", "sul", "etelä"),
    "E": ("east", "ost", "est", "este", "leste", "itä"),
    "W": ("west", "ouest", "oeste", "ovest", "länsi"),
}
_SIDE_WORDS = {word: side for side, words in _SIDES.items() for word in words}
_SIDE = r"([NSEWO]|" + "|".join(sorted(_SIDE_WORDS, key=len, reverse=True)) + r")"
_DEGREE, _MINUTE = r"(?:°|º|˚|degrees?|deg|d|:|-|\s)", r"(?:'|′|’|‘|`|min|m|:|-|\s)"
_SECOND = r"(?:\"|″|”|“|''|’’|′′|sec)"
_DMS = re.compile(
    rf"^(?:{_SIDE}\s*)?([+-]?)\s*{_NUMBER}\s*(?:{_DEGREE}\s*)?"
    rf"(?:(?<=\D){_NUMBER}\s*(?:{_MINUTE}\s*)?)?(?:(?<=\D){_NUMBER}\s*(?:{_SECOND}\s*)?)?"
    rf"{_SIDE}?$",
    re.IGNORECASE,
)
_UNITS_IN_LETTERS = re.compile(r"^(.*\d\s*d.*\d\s*m.*\d)\s*s(\s*\D*)$")
"""Degrees, minutes and seconds as d, m and s: only then a small s means seconds."""
_PACKED = re.compile(
    rf"^(?:{_SIDE}\s*)?(\d{{2,3}})(\d{{2}})(\d{{2}}(?:[.,]\d+)?)\s*{_SIDE}?$", re.I
)
_BIG = r"(\d{1,3}(?:[ .,'’\u00a0\u202f]\d{3})+(?:[.,]\d{1,2})?|\d+(?:[.,]\d+)?)"
_UTM = re.compile(
    rf"^(?:utm\s*)?(?:zone\s*)?(\d{{1,2}})\s*([C-X])[\s,;]+{_BIG}\s*m?\s*E?[\s,;]+{_BIG}\s*m?\s*N?$",
    re.I,
)
_THOUSANDS = re.compile(r"^\d{1,3}(?:([ .,'’\u00a0\u202f])\d{3})(?:\1\d{3})*(?:[.,]\d{1,2})?$")
_PAIR = re.compile(r"^\s*\(?\s*(.+?)\s*[,;]\s*(.+?)\s*\)?\s*$")
LONGEST_CELL = 200
"""Characters of a position; a longer cell is something else, and would take the patterns below
for ever."""


def _plain_text(cell: str) -> str:
    """The cell with plain minus signs and single blanks; "" if it is too long for a position."""
    return " ".join(cell.translate(_MINUS).split()) if len(cell) <= LONGEST_CELL else ""


def degrees(cell: str, *, west_is_o: bool | None = None) -> float:
    """One coordinate in degrees, NaN if it is none.

    Reads ``-12.5``, ``−12,5``, ``12.5 S``, ``12°30'00"S``, ``12 30 00 S``, ``123000S`` and
    ``S 12° 30.0'``, with sides as letters or words of several languages.

    Parameters
    ----------
    west_is_o
        What an O means: west (oeste, ouest, ovest), or east (Ost); None where nobody knows, then
        such a cell is NaN.
    """
    text = _plain_text(cell)
    try:
        return float(text) if "_" not in text else np.nan
    except ValueError:
        pass
    if _DECIMAL_COMMA.match(text):
        return float(text.replace(",", ".").replace(" ", ""))
    letters = _UNITS_IN_LETTERS.match(text)
    text = f'{letters.group(1)}"{letters.group(2)}' if letters else text
    packed = _PACKED.match(text)
    if packed and (packed.group(1) or packed.group(5)):
        before, whole, minutes, seconds, after = packed.groups()
        sign = ""
    else:
        parts = _DMS.match(text)
        if not parts:
            return np.nan
        before, sign, whole, minutes, seconds, after = parts.groups()
    if not (before or after) and "-" in text[1:] and not (seconds and "-" in text[1:].strip("-")):
        return np.nan  # a range, and no degrees and minutes
    if re.search(r"\s-\d", text[1:]):
        return np.nan
    small = [float((part or "0").replace(",", ".")) for part in (minutes, seconds)]
    whole_degrees = minutes is None or float(whole.replace(",", ".")).is_integer()
    if max(small) >= 60 or not whole_degrees or (before and after):
        return np.nan
    value = float(whole.replace(",", ".")) + small[0] / 60 + small[1] / 3600
    side = _side(before or after or "", west_is_o)
    if side is None or (sign == "-" and side in ("N", "E")) or (sign == "+" and side in ("S", "W")):
        return np.nan
    return -value if sign == "-" or side in ("S", "W") else value


def _side(said: str, west_is_o: bool | None) -> str | None:
    """N, S, E or W; "" if none is said, None if it may be either."""
    if said.upper() == "O":
        return None if west_is_o is None else "W" if west_is_o else "E"
    return _SIDE_WORDS.get(said.casefold(), said.upper())


_ENDS_IN = re.compile(r"(?i)^\s*([EWO])\b|(?<![a-zà-ÿ])([EWO])\s*$")
_WORD_SIDES = re.compile(r"(?i)\b(ost|west|est|este|oeste|ouest|ovest|leste)\b")


LATITUDE, LONGITUDE = "latitude", "longitude"
_ANY_SIDE = re.compile(rf"(?i)^\s*{_SIDE}(?![a-z])|(?<![a-z]){_SIDE}\s*$")


def axes(cells: pd.Series) -> np.ndarray:
    """Which axis the letter of each cell names; "" without a letter, and of an O."""
    known: dict[str, str] = {}

    def axis(cell: str) -> str:
        if cell not in known:
            found = _ANY_SIDE.search(cell[:LONGEST_CELL])
            side = _side(next(filter(None, found.groups())), None) if found else ""
            known[cell] = {"N": LATITUDE, "S": LATITUDE, "E": LONGITUDE, "W": LONGITUDE}.get(
                side or "", ""
            )
        return known[cell]

    return np.array([axis(cell) for cell in cells], dtype=object)


def meaning_of_o(cells: pd.Series) -> bool | None:
    """Whether an O in a column of longitudes means west: where east is E it does, where west is W
    it does not. None if its cells do not tell.
    """
    sides = {
        letter.upper()
        for cell in cells.unique()
        for found in _ENDS_IN.findall(_plain_text(str(cell)))
        for letter in found
        if letter
    }
    words = {
        word.casefold() for cell in cells.unique() for word in _WORD_SIDES.findall(str(cell)[:200])
    }
    if "E" in sides or words & {"est", "este", "oeste", "ouest", "ovest", "leste"}:
        return None if "W" in sides else True
    return False if "W" in sides or words & {"ost"} else None


def has_o(cells: pd.Series) -> np.ndarray:
    """Mask of the cells whose side is an O."""
    found = cells.astype(str).str.strip().str.upper()
    return (found.str.startswith("O") | found.str.endswith("O")).to_numpy()


def metres(cell: str) -> float:
    """A number of metres, with separators of thousands or without; NaN if it is none.

    One point parts decimals, one comma thousands: 412.345 is less than 413, 412,345 is more.
    """
    text = _plain_text(cell)
    if _THOUSANDS.match(text) and not re.fullmatch(r"\d+\.\d+", text):
        mark = next(letter for letter in text if not letter.isdigit())
        whole, dot, part = text.replace(mark, "\0").replace(",", ".").rpartition(".")
        text = (whole + dot + part).replace("\0", "")
    try:
        return float(text.replace(",", ".").replace(" ", ""))
    except ValueError:
        return np.nan


def columns_of_degrees(cells: pd.Series, *, west_is_o: bool | None = None) -> np.ndarray:
    """A column of coordinates in degrees; what is no plain number is read one by one, see
    `degrees`.
    """
    values = pd.to_numeric(cells, errors="coerce").to_numpy(dtype=float, copy=True)
    known: dict[str, float] = {}
    texts = cells.to_numpy()
    for place in np.flatnonzero(np.isnan(values) & (texts != "")):
        text = str(texts[place])
        if text not in known:
            known[text] = degrees(text, west_is_o=west_is_o)
        values[place] = known[text]
    values[~np.isfinite(values)] = np.nan
    return values


def position(cell: str) -> tuple[float, float]:
    """Latitude and longitude of one cell that holds both: ``-12.5, 28.2``, or ``35S 412345
    8619000`` as UTM.

    After a zone N and S mean the hemisphere; any other letter is a band of latitude.
    """
    text = _plain_text(cell)
    utm = _UTM.match(text)
    if utm:
        zone, letter, easting, northing = utm.groups()
        return from_utm(zone + letter, metres(easting), metres(northing))
    pair = _PAIR.match(text) or re.match(r"^(\S+)\s+(\S+)$", text)
    if not pair:
        return np.nan, np.nan
    first, second = pair.groups()
    said = tuple(axes(pd.Series([first, second])))
    if said == (LONGITUDE, LATITUDE):
        first, second = second, first
    elif said[0] == LONGITUDE or said[1] == LATITUDE:
        return np.nan, np.nan
    return degrees(first), degrees(second)


def from_utm(zone: str, easting: float, northing: float) -> tuple[float, float]:
    """Latitude and longitude of a position in a UTM zone such as ``35S``; NaN if there is no
    such zone.
    """
    found = re.match(r"^(\d{1,2})\s*([C-Xc-x])", _plain_text(zone))
    if not found or not 1 <= int(found.group(1)) <= 60:
        return np.nan, np.nan
    if not (100_000 <= easting <= 900_000 and 0 <= northing <= 10_000_000):
        return np.nan, np.nan
    south = found.group(2).upper() == "S" or found.group(2).upper() < "N"
    return _in_degrees(
        32700 + int(found.group(1)) if south else 32600 + int(found.group(1)), easting, northing
    )


@cache
def _transformer(epsg: int) -> Transformer:
    return Transformer.from_crs(epsg, 4326, always_xy=True)


def _in_degrees(epsg: int, x: float, y: float) -> tuple[float, float]:
    lon, lat = _transformer(epsg).transform(x, y)
    return (lat, lon) if np.isfinite([lat, lon]).all() else (np.nan, np.nan)


def reference_system(words: str) -> CRS:
    """A reference system by its code or name, ``EPSG:32735``.

    Raises
    ------
    ValueError
        If it is not known.
    """
    try:
        return CRS.from_user_input(words)
    except CRSError:
        raise ValueError(
            f"the reference system {words!r} is not known; write it as EPSG:4326"
        ) from None


def from_system(x: np.ndarray, y: np.ndarray, system: CRS) -> tuple[np.ndarray, np.ndarray]:
    """Latitudes and longitudes of positions in a reference system."""
    lon, lat = Transformer.from_crs(system, 4326, always_xy=True).transform(x, y)
    lon, lat = np.asarray(lon, dtype=float), np.asarray(lat, dtype=float)
    lost = ~(np.isfinite(lon) & np.isfinite(lat))
    return np.where(lost, np.nan, lat), np.where(lost, np.nan, lon)

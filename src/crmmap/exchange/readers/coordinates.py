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
_DECIMAL_COMMA = re.compile(r"^[+-]?\d{1,3},\d+$")
_NUMBER = r"(\d+(?:[.,]\d+)?)"
_SEXAGESIMAL = re.compile(
    rf"^([NSEWO+-]?)\s*{_NUMBER}\s*(?:°|º|˚|d|deg|:|\s)\s*(?:{_NUMBER}\s*(?:'|′|’|m|min|:|\s)\s*)?"
    rf"(?:{_NUMBER}\s*(?:\"|″|”|''|s|sec)?\s*)?([NSEWO]?)$",
    re.IGNORECASE,
)
_WITH_SIDE = re.compile(rf"^([NSEWO]?)\s*([+-]?){_NUMBER}\s*°?\s*([NSEWO]?)$", re.IGNORECASE)
_UTM = re.compile(
    rf"^(?:utm\s*)?(?:zone\s*)?(\d{{1,2}})\s*([C-X])[\s,;]+{_NUMBER}\s*m?\s*E?[\s,;]+{_NUMBER}\s*m?\s*N?$",
    re.I,
)
_PAIR = re.compile(r"^\s*\(?\s*(.+?)\s*[,;]\s*(.+?)\s*\)?\s*$")
LONGEST_CELL = 200
"""Characters of a position; a longer cell is something else, and would take the patterns below
for ever."""
_WEST_OR_SOUTH = ("S", "W", "O")  # O is ovest, oeste and ouest


def _plain_text(cell: str) -> str:
    """The cell with plain minus signs and single blanks; "" if it is too long for a position."""
    return " ".join(cell.translate(_MINUS).split()) if len(cell) <= LONGEST_CELL else ""


def degrees(cell: str) -> float:
    """One coordinate in degrees, NaN if it is none.

    Reads ``-12.5``, ``−12,5``, ``12.5 S``, ``12°30'00"S``, ``12 30 00 S`` and ``S 12° 30.0'``.
    """
    text = _plain_text(cell)
    try:
        return float(text) if "_" not in text else np.nan
    except ValueError:
        pass
    if _DECIMAL_COMMA.match(text):
        return float(text.replace(",", "."))
    side = _WITH_SIDE.match(text)
    if side:
        before, sign, number, after = side.groups()
        value = float(number.replace(",", "."))
        return -value if sign == "-" or (before or after).upper() in _WEST_OR_SOUTH else value
    parts = _SEXAGESIMAL.match(text)
    if not parts:
        return np.nan
    before, whole, minutes, seconds, after = parts.groups()
    small = [float((part or "0").replace(",", ".")) for part in (minutes, seconds)]
    if max(small) >= 60:
        return np.nan
    value = float(whole.replace(",", ".")) + small[0] / 60 + small[1] / 3600
    return -value if before == "-" or (before or after).upper() in _WEST_OR_SOUTH else value


def columns_of_degrees(cells: pd.Series) -> np.ndarray:
    """A column of coordinates in degrees; what is no plain number is read one by one."""
    values = pd.to_numeric(cells, errors="coerce").to_numpy(dtype=float, copy=True)
    for place in np.flatnonzero(np.isnan(values) & (cells != "").to_numpy()):
        values[place] = degrees(str(cells.iloc[place]))
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
        return from_utm(
            zone + letter, float(easting.replace(",", ".")), float(northing.replace(",", "."))
        )
    pair = _PAIR.match(text) or re.match(r"^(\S+)\s+(\S+)$", text)
    return (degrees(pair.group(1)), degrees(pair.group(2))) if pair else (np.nan, np.nan)


def from_utm(zone: str, easting: float, northing: float) -> tuple[float, float]:
    """Latitude and longitude of a position in a UTM zone such as ``35S``; NaN if there is no
    such zone.
    """
    found = re.match(r"^(\d{1,2})\s*([C-Xc-x])", _plain_text(zone))
    if not found or not 1 <= int(found.group(1)) <= 60:
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

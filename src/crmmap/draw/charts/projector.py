"""A chart as a projector needs it: large type, and no more names than can be read from afar."""

from __future__ import annotations

from collections.abc import Iterator
from copy import deepcopy
from typing import Any, NamedTuple

LARGER = 1.4
"""Type and marks, compared with a page."""
MOST_NAMES = 12
WIDTH, HEIGHT = 780, 500
"""Pixels that a chart has beside the card of a stage that is 1,280 wide."""
_NOT_DRAWN = ("datasets", "data")


class Projected(NamedTuple):
    """A chart for the stage.

    Attributes
    ----------
    spec
        As Vega-Lite.
    names, of
        How many names stand beside the marks, and how many the chart has on its page; 0 where it
        has no names.
    """

    spec: dict[str, Any]
    names: int
    of: int


def projected(spec: dict[str, Any], *, width: int = WIDTH, height: int = HEIGHT) -> Projected:
    """A chart with larger type, and with its first twelve names at most.

    Parameters
    ----------
    spec
        As `crmmap.draw.charts.exhibit.Exhibit.spec` gives it; it stays as it is.
    width, height
        Pixels that it may take.

    Examples
    --------
    >>> import crmmap
    >>> from crmmap.atlas.filters import Filters
    >>> from crmmap.draw.charts.catalogue import EXHIBITS
    >>> from crmmap.draw.charts.setting import Setting
    >>> whole = Setting(crmmap.load(), Filters(), "light", {})
    >>> heat = EXHIBITS["choke_points/heat"](whole)
    >>> projected(heat.spec("light")).names
    12
    """
    made = deepcopy(spec)
    ordered = _ordered(made)
    shown = all_names = 0
    if ordered is not None:
        field, names = ordered
        each = made["height"] / len(names)
        room = int(height / (each * LARGER))
        kept = names[: max(3, min(MOST_NAMES, room))]
        _keep(made, field, kept)
        made["height"] = min(height, round(LARGER * each * len(kept)))
        shown, all_names = len(kept), len(names)
    elif "height" in made:
        made["height"] = min(height, round(LARGER * made["height"]))
    for part in [value for key, value in made.items() if key not in _NOT_DRAWN]:
        _grow(part)
    if made.get("width") == "container":
        made["width"] = width
    made["usermeta"] = {"embedOptions": {"renderer": "svg"}}  # letters stay sharp at any size
    return Projected(made, shown, all_names)


def _encodings(part: dict[str, Any]) -> Iterator[dict[str, Any]]:
    yield part.get("encoding", {})
    for below in part.get("layer", ()):
        yield from _encodings(below)


def _ordered(spec: dict[str, Any]) -> tuple[str, list[Any]] | None:
    """The column whose names stand down the side, with the names in their order."""
    if "height" not in spec:
        return None
    named = _named(spec)
    return named if named is not None and named[1] else None


def _named(spec: dict[str, Any]) -> tuple[str, list[Any]] | None:
    for encoding in _encodings(spec):
        y = encoding.get("y", {})
        if y.get("type") != "nominal":
            continue
        field, sort = y["field"], y.get("sort")
        if isinstance(sort, list):
            return field, sort
        if isinstance(sort, dict):
            rows = [row for data in spec.get("datasets", {}).values() for row in data]
            rows = [row for row in rows if field in row and sort["field"] in row]
            rows.sort(key=lambda row: row[sort["field"]])
            return field, list(dict.fromkeys(row[field] for row in rows))
    return None


def _keep(spec: dict[str, Any], field: str, kept: list[Any]) -> None:
    spec["datasets"] = {
        name: [row for row in rows if row.get(field, kept[0]) in kept]
        for name, rows in spec.get("datasets", {}).items()
    }
    for encoding in _encodings(spec):
        if isinstance(encoding.get("y", {}).get("sort"), list):
            encoding["y"]["sort"] = kept


def _grow(part: Any) -> None:
    """Type and the room for names; a size may be an expression of Vega."""
    if isinstance(part, list):
        for one in part:
            _grow(one)
    if not isinstance(part, dict):
        return
    for key, value in part.items():
        grows = key.lower().endswith("fontsize") or key == "labelLimit"
        if grows and isinstance(value, int | float):
            part[key] = round(value * LARGER)
        elif grows and "expr" in value:
            part[key] = {"expr": f"({value['expr']}) * {LARGER}"}
        else:
            _grow(value)

"""A chart as a projector needs it: large type, and no more names than can be read from afar."""

from __future__ import annotations

from collections.abc import Iterator
from copy import deepcopy
from typing import Any, NamedTuple

from crmmap.draw.charts.label_places import NONE, placed

LARGER = 1.4
"""Type and marks, compared with a page."""
MOST_NAMES = 12
BESIDE_PLOT = 60
"""Pixels that the figures of an axis take."""
SIGN, LETTER = 66, 8.4
"""Pixels of the sign of an entry of a legend with what is left free, and of a letter, when they are
larger."""
NAMES = 220 * LARGER
"""Pixels of the longest name beside a row, see `crmmap.draw.charts.exhibit.themed`."""
MOST_OF_NAMES = 0.45
"""The part of the width that names may take where charts stand side by side."""
COLUMNS = 3
"""Of a legend on a page, see `crmmap.draw.charts.exhibit.themed`."""
EDGES = 84
"""Pixels beside the plots of two charts: names keep off them, and the last figure of an axis stands
half over its end."""
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
    shown = all_names = beside = 0
    if ordered is not None:
        field, names = ordered
        each = made["height"] / len(names)
        room = int(height / (each * LARGER))
        kept = names[: max(3, min(MOST_NAMES, room))]
        _keep(made, field, kept)
        made["height"] = min(height, round(LARGER * each * len(kept)))
        shown, all_names = len(kept), len(names)
        beside = min(NAMES, LETTER * max(len(str(name)) for name in kept))
    elif "height" in made:
        made["height"] = min(height, round(LARGER * made["height"]))
    for part in [value for key, value in made.items() if key not in _NOT_DRAWN]:
        _grow(part)
    if made.get("width") == "container":
        made["width"] = width
    if len(made.get("hconcat", ())) == 2:
        _fit_parts(made, width)
    _place_names(made, width - BESIDE_PLOT)
    _fit_legends(made, width - beside)
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


def _fit_parts(spec: dict[str, Any], width: float) -> None:
    """Two charts side by side share the width that their names leave; more are made smaller as a
    whole by what shows them.
    """
    parts = spec["hconcat"]
    named = [_shown_names(part, spec.get("datasets", {})) for part in parts]
    most = min(NAMES, width * MOST_OF_NAMES / max(1, sum(map(bool, named))))
    spec["config"]["axis"]["labelLimit"] = round(most)
    for part in parts:
        for encoding in _encodings(part):
            encoding.get("y", {}).get("axis", {}) and encoding["y"]["axis"].pop("labelLimit", None)
    names = sum(min(most, LETTER * max(map(len, one))) for one in named if one)
    free = width - names - _right_legends(spec) - spec.get("spacing", 20) * (len(parts) - 1) - EDGES
    whole = sum(part["width"] for part in parts)
    for part in parts:
        part["width"] = round(free * part["width"] / whole)


def _right_legends(spec: dict[str, Any]) -> float:
    """Pixels of the legends at the right, one below the other."""
    wide = [0.0]
    for encoding in (one for part in spec["hconcat"] for one in _encodings(part)):
        told = encoding.get("color", {})
        legend, words = told.get("legend", {}), told.get("scale", {}).get("domain", [])
        if legend is not None and legend.get("orient", "right") == "right" and words:
            wide.append(SIGN + LETTER * max(len(str(word)) for word in words))
    return max(wide)


def _shown_names(part: dict[str, Any], datasets: dict[str, Any]) -> list[str]:
    """The names that stand beside the marks of a part."""
    for encoding in _encodings(part):
        y = encoding.get("y", {})
        if y.get("type") == "nominal" and (y.get("axis") or {}).get("labels", True):
            rows = [row for data in datasets.values() for row in data]
            return [str(row[y["field"]]) for row in rows if y["field"] in row]
    return []


def _place_names(spec: dict[str, Any], width: float) -> None:
    """Find places anew for names that stand beside points, for larger ones need more room."""
    for layer in spec.get("layer", ()):
        if layer.get("layer", [{}])[0].get("transform") != [{"filter": "datum.side == 0"}]:
            continue
        encoding = layer["layer"][0]["encoding"]
        rows = spec["datasets"][layer["data"]["name"]]
        pixels = (width, spec["height"])
        axes = [
            (encoding[axis]["field"], *encoding[axis]["scale"]["domain"]) for axis in ("x", "y")
        ]
        spots = [
            tuple(
                (row[field] - least) / (most - least) * long
                for (field, least, most), long in zip(axes, pixels, strict=True)
            )
            for row in rows
        ]
        names = [row[encoding["text"]["field"]] for row in rows]
        wanted = [row["side"] != NONE for row in rows]
        sides = placed(spots, names, wanted, width=width, height=pixels[1], larger=LARGER)
        for row, side in zip(rows, sides, strict=True):
            row["side"] = side


def _fit_legends(spec: dict[str, Any], width: float) -> None:
    """Give legends fewer columns where they would be wider than the chart; all that are above it,
    or below it, stand beside each other.
    """
    sides: dict[str, dict[str, tuple[dict[str, Any], float, int]]] = {}
    for encoding in _encodings(spec):
        for channel in ("color", "shape"):
            told = encoding.get(channel, {})
            legend, words = told.get("legend"), told.get("scale", {}).get("domain", [])
            if legend and words and isinstance(words[0], str):
                wide = SIGN + LETTER * max(map(len, words))
                of_side = sides.setdefault(legend.get("orient", "right"), {})
                of_side[told["field"]] = (legend, wide, min(len(words), COLUMNS))
    for of_side in sides.values():
        while sum(wide * columns for _, wide, columns in of_side.values()) > width:
            field = max(of_side, key=lambda one: (of_side[one][2] > 1) * of_side[one][1])
            legend, wide, columns = of_side[field]
            if columns == 1:
                break
            of_side[field] = (legend, wide, columns - 1)
            legend["columns"] = columns - 1


def _grow(part: Any) -> None:
    """Type, how far it stands from its mark, and the room for names; a size may be an expression
    of Vega.
    """
    if isinstance(part, list):
        for one in part:
            _grow(one)
    if not isinstance(part, dict):
        return
    for key, value in part.items():
        grows = key.lower().endswith("fontsize") or key in ("labelLimit", "dx", "dy")
        if grows and isinstance(value, int | float):
            part[key] = round(value * LARGER)
        elif grows and "expr" in value:
            part[key] = {"expr": f"({value['expr']}) * {LARGER}"}
        else:
            _grow(value)

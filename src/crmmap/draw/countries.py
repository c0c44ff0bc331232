"""Countries: the basemap with labels, shaded on request by one figure."""

from __future__ import annotations

import warnings
from typing import Any

import numpy as np
import pandas as pd
import shapely

from crmmap.atlas.anchors import anchors
from crmmap.atlas.atlas import Atlas
from crmmap.draw.canvas import Columns, PolygonLayer
from crmmap.draw.canvas.shapes import polygon_columns
from crmmap.draw.palette import ADHERENT, MEMBER, OVERVIEW, SHADES, Theme
from crmmap.measures.by_place import Lens
from crmmap.measures.shading import Shading

PLAIN, DISPUTED, NO_DATA, MEMBER_CLASS, PARTNER_CLASS, ADHERENT_CLASS, FIRST_SHADE = range(7)
PER_DEGREE, TOLERANCE = 500, 0.02
"""Steps of two hundred metres, and degrees by which an outline may be drawn otherwise: two
kilometres. The outlines are made for a scale of 1 to 50 million, and a browser loads them before
anything is seen.
"""
CONTESTED = ("XKX", "ESH", "PSE", "TWN")
"""Their outlines are dashed, as are those of outlines without a code of their own."""


def country_columns(atlas: Atlas) -> Columns:
    """Columns of a `PolygonLayer`: outlines with a label each; ``rank`` is how wide the land is,
    in worlds squared.
    """
    countries = atlas.countries
    shapes = countries.geometry.to_numpy()
    parts, of = shapely.get_parts(shapes, return_index=True)
    widths = np.zeros(len(countries))
    np.maximum.at(widths, of, (shapely.bounds(parts)[:, 2] - shapely.bounds(parts)[:, 0]) / 360)
    names = countries["name"].tolist()
    return {
        "id": _ids(countries).tolist(),
        "tip": names,
        "label": names,
        **polygon_columns(shapely.coverage_simplify(shapes, TOLERANCE), PER_DEGREE),
        "cls": np.zeros(len(countries), dtype=np.uint8),
        "rank": (widths**2).astype("<f4"),
        "anchor": anchors(countries).astype("<f4").ravel(),
    }


def _ids(countries: pd.DataFrame) -> pd.Series:
    return countries["iso_a3"].where(countries["iso_a3"] != "", countries["adm0_a3"])


def country_classes(atlas: Atlas, shading: Shading | None, lens: Lens | None = None) -> np.ndarray:
    """Style class of each outline; members, partners and adherents of a lens stand out where
    nothing is shaded.
    """
    countries = atlas.countries
    disputed = ((countries["iso_a3"] == "") | countries["iso_a3"].isin(CONTESTED)).to_numpy()
    if shading is None:
        classes = np.where(disputed, DISPUTED, PLAIN)
        if lens is not None:
            for group, place in (
                (lens.adherents, ADHERENT_CLASS),
                (lens.partners, PARTNER_CLASS),
                (lens.members, MEMBER_CLASS),
            ):
                classes[countries["iso_a3"].isin(group).to_numpy()] = place
        return classes.astype(np.uint8)
    value = countries["iso_a3"].map(shading.values).to_numpy(dtype=float)
    shade = FIRST_SHADE + np.searchsorted(breaks(shading), np.nan_to_num(value), side="left")
    return np.where(np.isnan(value), NO_DATA, shade).astype(np.uint8)


def country_notes(atlas: Atlas, shading: Shading) -> list[str]:
    """What the hover text adds to each country's name."""
    values = atlas.countries["iso_a3"].map(shading.values)
    number = "{:.0%}" if shading.percent else "{:.0f}"
    known = [number.format(value) if value == value else "no data" for value in values]
    return [f"{shading.title}: {text}" for text in known]


def breaks(shading: Shading) -> np.ndarray:
    """Upper bounds of at most five classes by natural breaks (Fisher and Jenks)."""
    values = shading.values.to_numpy(dtype=float)
    distinct = np.unique(values)
    if len(distinct) <= 5:
        return distinct
    with warnings.catch_warnings():
        warnings.filterwarnings(
            "ignore", message="Numba not installed"
        )  # 240 values need no compiler
        import mapclassify  # here: it takes a second, and only a shaded map needs it

        return np.asarray(mapclassify.FisherJenks(values, k=5).bins, dtype=float)


def country_styles(theme: Theme, *, shaded: bool) -> list[dict[str, Any]]:
    """Styles of a `PolygonLayer` in the order of the classes."""
    line = {"line": theme.border, "width": 0.8}
    ground: list[dict[str, Any]] = [
        {"fill": theme.land, **line},
        {"fill": theme.land, **line, "dash": [4, 3]},
        {"fill": theme.land, "hatch": theme.hatch, **line},
        {"fill": MEMBER[theme.side], **line},
        {"fill": theme.land, "line": OVERVIEW["agreements"][theme.side] + "B0", "width": 1.0},
        {"fill": ADHERENT[theme.side], **line},
    ]
    if shaded:
        line["line"] = theme.label
    return [*ground, *({"fill": shade, **line} for shade in SHADES[theme.name])]


def plain_countries(url: str, theme: Theme, *, beside: str = "") -> PolygonLayer:
    """The countries with their names, to draw something on.

    Parameters
    ----------
    url
        Where the browser finds the `country_columns`.
    beside
        A layer whose labels leave no room for a name; "" for none.
    """
    return PolygonLayer(
        name="countries",
        url=url,
        z=1,
        on=None,
        styles=country_styles(theme, shaded=False),
        labels={"fill": theme.label, "halo": theme.land, "beside": beside},
        accent=theme.accent,
        halo=theme.hairline,
    )

"""Countries: the basemap with labels, shaded on request by one figure."""

from __future__ import annotations

import warnings
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

import numpy as np
import pandas as pd
import shapely

from crmmap.atlas import Atlas
from crmmap.draw.canvas import Columns, PolygonLayer
from crmmap.draw.canvas.shapes import polygon_columns
from crmmap.draw.palette import SHADES, Theme
from crmmap.filters import Filters
from crmmap.masks import liveness
from crmmap.measures.concentration import in_sentence, shares
from crmmap.places import anchors
from crmmap.vocabulary import REST

PLAIN, DISPUTED, NO_DATA, FIRST_SHADE = 0, 1, 2, 3
CONTESTED = ("XKX", "ESH", "PSE", "TWN")
"""Their outlines are dashed, as are those of outlines without a code of their own."""


@dataclass(frozen=True)
class Shading:
    """One figure by country.

    Attributes
    ----------
    title, source
        For the legend.
    values
        By ISO3 code; a country that is missing has no data.
    percent
        Whether the values are parts of one.
    publishers
        Of the figures; none where each row has a source of its own.
    """

    title: str
    source: str
    values: pd.Series
    percent: bool
    publishers: tuple[str, ...] = ()


def country_columns(atlas: Atlas) -> Columns:
    """Columns of a `PolygonLayer`: outlines with a label each; ``rank`` is how wide the land is, in worlds squared."""
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
        **polygon_columns(shapes),
        "cls": np.zeros(len(countries), dtype=np.uint8),
        "rank": (widths**2).astype("<f4"),
        "anchor": anchors(countries).astype("<f4").ravel(),
    }


def _ids(countries: pd.DataFrame) -> pd.Series:
    return countries["iso_a3"].where(countries["iso_a3"] != "", countries["adm0_a3"])


def country_classes(atlas: Atlas, shading: Shading | None) -> np.ndarray:
    """Style class of each outline."""
    countries = atlas.countries
    disputed = ((countries["iso_a3"] == "") | countries["iso_a3"].isin(CONTESTED)).to_numpy()
    if shading is None:
        return np.where(disputed, DISPUTED, PLAIN).astype(np.uint8)
    value = countries["iso_a3"].map(shading.values).to_numpy(dtype=float)
    shade = FIRST_SHADE + np.searchsorted(breaks(shading), np.nan_to_num(value), side="left")
    return np.where(np.isnan(value), NO_DATA, shade).astype(np.uint8)


def country_notes(atlas: Atlas, shading: Shading) -> list[str]:
    """What the hover text adds to each country's name."""
    values = atlas.countries["iso_a3"].map(shading.values)
    number = "{:.0%}" if shading.percent else "{:.0f}"
    known = [number.format(value).replace("%", " %") if value == value else "no data" for value in values]
    return [f"{shading.title}: {text}" for text in known]


def breaks(shading: Shading) -> np.ndarray:
    """Upper bounds of at most five classes by natural breaks (Fisher and Jenks)."""
    values = shading.values.to_numpy(dtype=float)
    distinct = np.unique(values)
    if len(distinct) <= 5:
        return distinct
    with warnings.catch_warnings():
        warnings.filterwarnings("ignore", message="Numba not installed")  # 240 values need no compiler
        import mapclassify  # here: it takes a second, and only a shaded map needs it

        return np.asarray(mapclassify.FisherJenks(values, k=5).bins, dtype=float)


def country_styles(theme: Theme, *, shaded: bool) -> list[dict[str, Any]]:
    """Styles of a `PolygonLayer` in the order of the classes."""
    line = {"line": theme.border, "width": 0.8}
    ground: list[dict[str, Any]] = [
        {"fill": theme.land, **line},
        {"fill": theme.land, **line, "dash": [4, 3]},
        {"fill": theme.land, "hatch": theme.hatch, **line},
    ]
    if shaded:
        line["line"] = theme.label
    return [*ground, *({"fill": shade, **line} for shade in SHADES[theme.name])]


def plain_countries(url: str, theme: Theme) -> PolygonLayer:
    """The countries with their names, to draw something on.

    Parameters
    ----------
    url
        Where the browser finds the `country_columns`.
    """
    return PolygonLayer(
        name="countries",
        url=url,
        z=1,
        on=None,
        styles=country_styles(theme, shaded=False),
        labels={"fill": theme.label, "halo": theme.land},
        accent=theme.accent,
        halo=theme.hairline,
    )


def _share_of(stage: str) -> Callable[[Atlas, Filters], Shading]:
    def shading(atlas: Atlas, filters: Filters) -> Shading:
        rows = shares(atlas)
        rows = rows[(rows["stage"] == stage) & (rows["iso3"] != REST)]
        if filters.minerals:
            rows = rows[rows["mineral"].isin(filters.minerals)]
        minerals = rows["mineral"].unique()
        verb = "mining" if stage == "mine" else "refining"
        of = in_sentence(minerals[0]) if len(minerals) == 1 else f"the largest of {len(minerals)} minerals"
        publishers = tuple(sorted(rows["publisher"].unique()))
        values = rows.groupby("iso3")["share"].max()
        return Shading(f"Share of world {verb}, {of}", "; ".join(publishers), values, True, publishers)

    return shading


def _live_agreements(atlas: Atlas, filters: Filters) -> Shading:
    live = (liveness(atlas.lookups, filters) == "live").to_numpy()
    if filters.minerals:
        live = live & atlas.lookups.agreement_minerals.any_of(atlas.lookups.with_group(filters.minerals))
    counts = pd.Series(atlas.lookups.parties.counts(live))
    known = counts[counts.index.isin(atlas.countries["iso_a3"]) & (counts > 0)]
    return Shading("Live agreements the country is itself a party to", "each row's own source", known, percent=False)


def _adherence(atlas: Atlas, filters: Filters) -> Shading:
    rows = atlas.standard_adherence
    rows = rows[rows["counts"] & (rows["subject_kind"] == "country")]
    if filters.standards:
        rows = rows[rows["standard_id"].isin(filters.standards)]
    title = "Adheres to " + (", ".join(filters.standards) if filters.standards else "how many state-level standards")
    counts = rows.groupby("iso3")["standard_id"].nunique()
    return Shading(title, "each row's own source", counts, percent=False)


SHADINGS: dict[str, Callable[[Atlas, Filters], Shading]] = {
    "mining": _share_of("mine"),
    "refining": _share_of("refinery"),
    "agreements": _live_agreements,
    "adherence": _adherence,
}
"""What countries can be shaded by."""
SHADING_NAMES = {
    "mining": "Share of mining",
    "refining": "Share of refining",
    "agreements": "Live agreements",
    "adherence": "Adherence to standard",
}

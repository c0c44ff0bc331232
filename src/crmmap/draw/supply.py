"""Shares of supply as circles on the countries, for one mineral and stage."""

from __future__ import annotations

import numpy as np
import pandas as pd

from crmmap.atlas.atlas import Atlas
from crmmap.draw.canvas import CanvasLayer, Columns, PointLayer, radii
from crmmap.draw.countries import plain_countries
from crmmap.draw.palette import KIND_SIGNS, THEMES
from crmmap.measures.concentration import shares
from crmmap.schema.vocabulary import REST
from crmmap.terms import DOES
from crmmap.wording import in_sentence, percent, year_in_words

LARGEST = 38  # pixels, of a country with all of the world's supply


def supply_columns(atlas: Atlas) -> Columns:
    """Columns of a `PointLayer`: a point a country or bloc, where its circle stands."""
    places, names = atlas.lookups.places, atlas.lookups.name_of
    codes = [key for key in places if key in names]
    return {
        "id": codes,
        "tip": [names[key] for key in codes],
        "lon": np.array([places[iso3][0] for iso3 in codes], "<f4"),
        "lat": np.array([places[iso3][1] for iso3 in codes], "<f4"),
        "cls": np.zeros(len(codes), np.uint8),
    }


def supply_rows(atlas: Atlas, mineral: str, stage: str) -> pd.DataFrame:
    """The shares of countries in one mineral and stage, see
    `crmmap.measures.concentration.shares`.
    """
    rows = shares(atlas)
    return rows[(rows["mineral"] == mineral) & (rows["stage"] == stage) & (rows["iso3"] != REST)]


def supply_layers(
    atlas: Atlas,
    codes: list[str],
    *,
    mineral: str,
    stage: str,
    theme_name: str,
    points_url: str,
    countries_url: str,
) -> list[CanvasLayer]:
    """The countries, and circles whose areas are in proportion to the shares.

    Parameters
    ----------
    codes
        The column ``id`` of `supply_columns`.
    """
    theme = THEMES[theme_name]
    by_country = supply_rows(atlas, mineral, stage).set_index("iso3")
    share = np.array([by_country["share"].get(iso3, 0.0) for iso3 in codes], dtype=float)
    notes = [_note(by_country, iso3, mineral, stage) for iso3 in codes]
    colour = KIND_SIGNS[stage][1 + theme.side]
    style = {"shape": "circle", "fill": colour + "CC", "line": theme.hairline, "r": 8, "z": 1}
    return [
        plain_countries(countries_url, theme),
        PointLayer(
            name="supply",
            url=points_url,
            z=2,
            on=share > 0,
            styles=[{**style, "hollow": False, "halo": False}],
            radii=radii(np.append(share, 1.0), largest=LARGEST)[:-1],
            notes=notes,
            accent=theme.accent,
            halo=theme.hairline,
        ),
    ]


def _note(rows: pd.DataFrame, iso3: str, mineral: str, stage: str) -> str:
    if iso3 not in rows.index:
        return ""
    row = rows.loc[iso3]
    year = year_in_words(row["year"], row["basis"])
    return f"{DOES[stage].capitalize()} {percent(row['share'])} of {in_sentence(mineral)}, {year}"

"""Figures that a user has brought, beside those that are published."""

from __future__ import annotations

from collections.abc import Sequence

import altair as alt
import pandas as pd

from crmmap.atlas.atlas import Atlas
from crmmap.draw.charts.grammar import name_axis, tips
from crmmap.draw.palette import THEMES
from crmmap.schema.vocabulary import OWN_SOURCE, REST, WORLD


def own_figures(atlas: Atlas, mineral: str, stage: str) -> pd.DataFrame:
    """The newest figures of the user's own files, as parts of the world total: the file's own, or
    the published one where both count in one unit.
    """
    rows = atlas.production
    rows = rows[(rows["mineral"] == mineral) & (rows["stage"] == stage)]
    own = rows[rows["publisher"].str.startswith(OWN_SOURCE) & ~rows["iso3"].isin([WORLD, REST])]
    titles = dict(zip(atlas.sources["source_id"], atlas.sources["title"], strict=True))
    own = own[own["year"] == own["year"].max()]
    own = own.assign(publisher=[titles.get(one, one) for one in own["publisher"]])
    world = rows[rows["headline"] & (rows["iso3"] == WORLD)]
    if own.empty or world.empty:
        return own.assign(share=own["share_of_world"])
    total = world.iloc[0]
    part = (own["value"] / total["value"]).where(own["unit"] == total["unit"])
    return own.assign(share=own["share_of_world"].fillna(part)).dropna(subset=["share"])


def diamonds(own: pd.DataFrame, order: Sequence[str], theme_name: str) -> alt.Chart:
    """Own figures as diamonds below the bars of the countries in ``order``, off their texts."""
    return (
        alt.Chart(own)
        .mark_point(
            shape="diamond", filled=True, size=70, yOffset=9, color=THEMES[theme_name].accent
        )
        .encode(
            y=name_axis("country", order),
            x=alt.X("share:Q"),
            tooltip=tips("country:N", "share:Q|.1%", "value:Q", "unit:N", "year:N"),
        )
    )

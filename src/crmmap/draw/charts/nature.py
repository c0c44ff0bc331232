"""Charts of sites near protected and sensitive areas."""

from __future__ import annotations

import altair as alt
import pandas as pd

from crmmap.atlas.atlas import Atlas
from crmmap.draw.charts.exhibit import Exhibit
from crmmap.draw.charts.grammar import (
    SMALL,
    coloured,
    high,
    name_axis,
    number_axis,
    tips,
)
from crmmap.draw.palette import THEMES, ZONE_GROUPS
from crmmap.measures.ecology import (
    CIRCLE,
    CLASSES_KM,
    OUTLINE,
    most_exposed,
    near_pairs,
    sites_by_category,
)
from crmmap.wording import counted, listing, percent, the, verb

CAREFUL = "Distances say nothing about harm, and maps of protected areas have gaps."
SOURCE = (
    "distances computed from the positions of sites and areas; the tables on the page Map name "
    "the source of each"
)
MOST = 12
STEPS = {"inside": "inside", **{f"within_{km}_km": f"within {km} km" for km in CLASSES_KM}}
STEP_COLOURS = {
    "light": ("#14532D", "#2E7D32", "#5FA463", "#9CCB9E", "#D2E7D3"),
    "dark": ("#B9F2BC", "#66BB6A", "#46894A", "#31603A", "#24402A"),
}
SHAPES = {"by_outlines": "near an outline", "by_circles": "near an equal-area circle alone"}
WORDS = {
    "sites": ("sites with most zones near", "zones"),
    "zones": ("zones with most sites near", "sites"),
    "hosts": ("countries with most sites near a zone", "sites"),
    "minerals": ("minerals with most sites near a zone", "sites"),
}


def by_category(atlas: Atlas, theme_name: str) -> Exhibit:
    """Sites by distance class to the zones of each category."""
    table = sites_by_category(atlas)
    total = len(atlas.sites)
    if table.empty or not total:
        return Exhibit("categories", "No site and zone fit the filters together.", None, table, "")
    inside = near_pairs(atlas, within_km=0)
    outlined = inside.loc[inside["shape"] == OUTLINE, "site_id"].nunique()
    circled = inside.loc[inside["shape"] == CIRCLE, "site_id"].nunique()
    lie = verb(outlined, "lies", "lie")
    title = f"{outlined:,} of {counted(total, 'site')} {lie} inside a mapped boundary"
    title += f", {circled:,} within an approximate extent"
    long = table.melt(["category", "shape", "zones"], list(STEPS), "step", "sites")
    long["place"] = long["step"].map({step: i for i, step in enumerate(STEPS)})
    long = long.sort_values("place")
    long["ring"] = long["sites"] - long.groupby(["category", "shape"])["sites"].shift(fill_value=0)
    long["words"] = long["step"].map(STEPS)
    order = (
        table.groupby("category")["within_50_km"].sum().sort_values(ascending=False).index.tolist()
    )
    most = max(1, int(table["within_50_km"].max()))
    charts = _rings(long, order, most, theme_name)
    note = (
        f"{CAREFUL} Distances are geodesic, to the outline or to the rim of the circle of equal "
        "area. A site counts "
        "once a category. Ecoregions and circles of poor reliability are left out."
    )
    return Exhibit("categories", title, alt.hconcat(*charts, spacing=24), table, SOURCE, note)


def _rings(long: pd.DataFrame, order: list[str], most: int, theme_name: str) -> list[alt.Chart]:
    """A chart for outlines and one for circles, with a part of each bar for each distance."""
    colours = dict(zip(STEPS.values(), STEP_COLOURS[theme_name], strict=True))
    charts = []
    for shape, title in ((OUTLINE, "Zones with an outline"), (CIRCLE, "Equal-area circles")):
        rows = long[long["shape"] == shape]
        if rows.empty:
            continue
        chart = alt.Chart(rows).mark_bar(stroke=THEMES[theme_name].hairline, strokeWidth=0.6)
        chart = chart.encode(
            y=name_axis("category", order, scale=alt.Scale(domain=order)),
            x=alt.X("ring:Q", title="sites", scale=alt.Scale(domain=[0, most])),
            color=coloured("words", colours, orient=None if charts else "top"),
            order=alt.Order("place:Q"),
            tooltip=tips("category:N", "shape:N", "words:N", "sites:Q", "zones:Q"),
        )
        charts.append(chart.properties(width=380, height=26 * len(order), title=title))
    return charts


def ranking(atlas: Atlas, theme_name: str, *, within_km: float, by: str) -> Exhibit:
    """The sites, areas, countries or minerals with the most close neighbours."""
    table = most_exposed(atlas, within_km=within_km, by=by)
    what, unit = WORDS[by]
    where = "inside a zone" if within_km == 0 else f"within {within_km:g} km of a zone"
    if table.empty:
        return Exhibit(f"ranking-{by}", f"No site shown lies {where} shown.", None, table, "")
    top = table.iloc[0]
    around = "inside" if within_km == 0 else f"within {within_km:g} km"
    leaders = table.loc[table["count"] == top["count"], "name"]
    first, each = listing(the(name) for name in leaders), " each" if len(leaders) > 1 else ""
    title = {
        "sites": f"{top['name']} lies {around} of {counted(top['count'], 'zone')}".replace(
            "inside of", "inside"
        ),
        "zones": f"{top['name']} has {counted(top['count'], 'site')} {around}",
        "hosts": f"The most sites {where} are in {first}: {top['count']:,}{each}",
        "minerals": f"The mineral with the most sites {where}: {first}, {top['count']:,}{each}",
    }[by]
    rows = table.head(MOST)
    text = rows["count"].map("{:,}".format)
    if "share" in rows:
        text = text + " · " + rows["share"].map(percent) + " of its sites"
    twice = rows["name"].duplicated(keep=False)
    rows = rows.assign(
        text=text, label=rows["name"].where(~twice, rows["name"] + " · " + rows["id"])
    )
    chart = _by_shape(rows, unit, theme_name)
    return Exhibit(f"ranking-{by}", title, chart, table, SOURCE, f"The {what}. {CAREFUL}")


def _by_shape(rows: pd.DataFrame, unit: str, theme_name: str) -> alt.LayerChart:
    """A bar for each row: near outlines, and lighter near equal-area circles alone."""
    parts = rows.melt(["label", "name"], list(SHAPES), "shape", "part")
    parts = parts.assign(place=parts["shape"] == "by_circles", shape=parts["shape"].map(SHAPES))
    green = ZONE_GROUPS["land"][THEMES[theme_name].side]
    colours = dict(zip(SHAPES.values(), (green, green + "44"), strict=True))
    y = name_axis("label", rows["label"])
    drawn = alt.Chart(parts).mark_bar(height={"band": 0.7}, stroke=green, strokeWidth=1)
    drawn = drawn.encode(
        y=y,
        x=number_axis("part", unit),
        color=coloured("shape", colours),
        order=alt.Order("place:Q"),
        tooltip=tips("name:N", "shape:N", "part:Q"),
    )
    words = alt.Chart(rows).mark_text(align="left", dx=5, fontSize=SMALL)
    return high(
        drawn + words.encode(y=y, x=alt.X("count:Q"), text=alt.Text("text:N")), len(rows), 25, 60
    )


def near_in_words(near: Atlas, pairs: pd.DataFrame, *, within_km: float) -> str:
    """How many sites lie how near to how many zones, outlines and circles apart; as Markdown."""
    outlined = pairs.loc[pairs["shape"] == OUTLINE, "site_id"].nunique()
    zones = near.zones["geometry_kind"].value_counts()
    sites = f"{len(near.sites):,} sites within {within_km:g} km of {len(near.zones):,} zones"
    by_outlines = f"{outlined:,} of the sites near an outline ({zones.get('polygon', 0):,} zones)"
    by_circles = (
        f"{len(near.sites) - outlined:,} near equal-area circles alone "
        f"({zones.get('point', 0):,} zones)"
    )
    return f"**{sites}**, {len(pairs):,} pairs: {by_outlines}, {by_circles}"

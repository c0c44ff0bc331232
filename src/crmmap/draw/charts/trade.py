"""Charts of trade: who buys a mineral from whom."""

from __future__ import annotations

from datetime import date

import pandas as pd

from crmmap.atlas.atlas import Atlas
from crmmap.atlas.lookup import names_any
from crmmap.describe.profiles import Place, name_of
from crmmap.draw.charts.exhibit import Exhibit
from crmmap.draw.charts.grammar import (
    bars,
    cells,
    head_axis,
    name_axis,
    share_axis,
    stage_colours,
    steps,
    tips,
)
from crmmap.draw.palette import SHADES, TRADE
from crmmap.draw.trade import sources_of
from crmmap.measures.dependence import (
    IMPORTERS,
    LATEST,
    SAME_GOODS,
    buyers_of,
    dependence,
    imports_of_mineral,
    main_product,
    plain_product,
)
from crmmap.wording import counted, in_sentence, listing, small_percent, the, verb

SHARED_CODE = (
    " Customs have one code for several minerals here; how much of it is one of them is not known."
)
SMALLEST_KUSD = 20_000
"""Imports of a product below this are not drawn: of so little, the small flows that the tables
leave out are a large part."""
EXPORTERS = 7
MOST, FEW, HALF = 8, 2, 0.5
SMALLEST = 0.001  # of imports: less is rounding
STEPS = (0.1, 0.25, 0.5, 0.75)
OTHERS = "Others"
CAUTION = (
    "Shares are of the value of imports. Customs name the country of origin where they know it, "
    "and otherwise the country that shipped the goods. Production at home is not counted."
)


def sources(atlas: Atlas, mineral: str, importer: str, theme_name: str) -> Exhibit:
    """From whom one importer buys the product of a mineral that is traded most."""
    found = sources_of(atlas, mineral, importer)
    if found.rows.empty:
        return Exhibit("sources", found.title, None, found.rows, "")
    rows = found.rows.head(MOST)
    chart = bars(
        rows.assign(text=rows["share"].map(small_percent)),
        y=name_axis("exporter_name", rows["exporter_name"]),
        x=share_axis("share", "share of the imports, by value", room=1.15),
        text="text",
        colour=TRADE[int(theme_name == "dark")],
        tip=tips("exporter_name:N", "share:Q|.1%", "value_kusd:Q|,.0f"),
    )
    note = CAUTION + (SHARED_CODE if ";" in found.rows["mineral"].iloc[0] else "")
    if len(found.rows) > MOST:
        rest = small_percent(found.rows["share"].iloc[MOST:].sum())
        others = counted(len(found.rows) - MOST, "other country", "other countries")
        note += f" In the table are {others}, with {rest} together."
    if not found.rows["of_all"].iloc[0]:
        note += " Small flows are not in the table, so the shares are a little too high."
    return Exhibit("sources", found.title, chart, found.rows, _source(atlas, found.rows), note)


def imports(atlas: Atlas, mineral: str, theme_name: str) -> Exhibit:
    """From whom seven importers buy the product of a mineral that is traded most."""
    table = _named(imports_of_mineral(atlas, mineral=mineral))
    named = in_sentence(mineral)
    if table.empty:
        title = f"We have no figures on who imports {named}."
        return Exhibit("imports", title, None, table, "")
    rows = table[table["hs6"] == main_product(atlas, mineral)]
    product = rows["product"].iloc[0]
    large = rows.groupby("importer")["value_kusd"].transform("sum") >= SMALLEST_KUSD
    source = _source(atlas, rows)
    if not large.any():
        title = f"None of the importers compared buys {product} for 20 million US dollars or more."
        return Exhibit("imports", title, None, table, source, CAUTION)
    drawn = _shaded(rows[large])
    largest = rows[large].sort_values("share").groupby("importer")["exporter_name"].last()
    seller, times = largest.mode().iloc[0], int(largest.value_counts().max())
    of = counted(len(largest), "large importer")
    those = f"all {of}" if times == len(largest) else f"{times:,} of the {of}"
    if len(largest) == 1:
        names = rows.set_index("importer")["importer_name"]
        those = the(str(names[names.index == largest.index[0]].iloc[0]))
    title = f"{the(seller, begin=True)} is the main source of {product} for {those} ({LATEST})"
    exporters = dict.fromkeys(drawn["from"])
    order = [*(name for name in exporters if name != OTHERS), OTHERS]
    chart = cells(
        drawn,
        x=head_axis("from", order, angle=-40),
        y=name_axis("importer_name", dict.fromkeys(drawn["importer_name"])),
        colour=steps("share", STEPS, SHADES[theme_name], title="share of imports", form=".0%"),
        text="text:N",
        strong=f"datum.share >= {STEPS[2]}",
        theme_name=theme_name,
        tip=tips("importer_name:N", "from:N", "share:Q|.1%", "value_kusd:Q|,.0f"),
    )
    others = dict.fromkeys(table.loc[~table.index.isin(rows.index), "product"])
    note = CAUTION + (SHARED_CODE if ";" in rows["mineral"].iloc[0] else "")
    note += f" The table also has {'; '.join(others)}." if others else ""
    return Exhibit("imports", title, chart, table, source, note)


def of_place(
    atlas: Atlas, place: Place, theme_name: str, *, minerals: tuple[str, ...], as_of: date
) -> Exhibit:
    """The largest source of each product that a country or the members of a bloc import."""
    who = the(name_of(atlas, place))
    if place.kind not in ("country", "bloc"):
        title = "Imports are known by country and by bloc only."
        return Exhibit("imports", title, None, atlas.trade_flows.iloc[:0], "")
    if not buyers_of(atlas, place.key, LATEST):
        title = f"{the(name_of(atlas, place), begin=True)} had no members at the end of {LATEST}, "
        title += "the year of the figures on imports."
        return Exhibit("imports", title, None, atlas.trade_flows.iloc[:0], "")
    table = _named(dependence(atlas, importer=place.key, as_of=as_of))
    table = table[(table["value_kusd"] >= SMALLEST_KUSD) & ~table["hs6"].isin(SAME_GOODS)]
    if minerals:
        table = table[names_any(table["mineral"], minerals)]
    if table.empty:
        title = f"We have no imports of {who} of 20 million US dollars or more for this choice."
        return Exhibit("imports", title, None, table, "")
    half = int((table["top_share"] > HALF).sum())
    title = (
        f"Of {counted(len(table), 'imported product')}, {half} {verb(half, 'comes', 'come')} "
        f"mostly from one country ({LATEST})"
    )
    if len(table) <= FEW:
        each = (
            f"{row.product} {small_percent(row.top_share)} from {the(row.top_name)}"
            for row in table.itertuples()
        )
        title = f"Imports by largest source: {'; '.join(each)} ({LATEST})"
    rows = table.head(MOST)
    chart = bars(
        rows.assign(
            text=[f"{row.top_name} {small_percent(row.top_share)}" for row in rows.itertuples()]
        ),
        y=name_axis("product", rows["product"]),
        x=share_axis("top_share", "share of the largest source, by value", room=1.3),
        text="text",
        colour=stage_colours(theme_name)["refining"],
        tip=tips("product:N", "top_name:N", "top_share:Q|.1%", "value_kusd:Q|,.0f", "hhi:Q|,.0f"),
        each=24,
    )
    more = f" The {MOST} products of the largest value; the others are in the table."
    note = CAUTION + (more if len(table) > MOST else "")
    note += " Products of which less than 20 million US dollars are imported are left out."
    if table["mineral"].str.contains(";").any():
        note += SHARED_CODE
    if table["told"].isna().any():
        note += " Small flows are not in the table, so the shares are a little too high."
    return Exhibit("imports", title, chart, table, _source(atlas, table), note)


def _named(table: pd.DataFrame) -> pd.DataFrame:
    return table.assign(product=table["product"].map(plain_product))


def _shaded(rows: pd.DataFrame) -> pd.DataFrame:
    """A cell for each importer and large exporter, and one for all others together."""
    largest = rows.groupby("exporter_name")["value_kusd"].sum().nlargest(EXPORTERS).index
    named = rows[rows["exporter_name"].isin(largest)].rename(columns={"exporter_name": "from"})
    whole = named.groupby(["importer", "importer_name"])
    others = 1 - whole["share"].sum()
    others = others[others > SMALLEST].reset_index().assign(**{"from": OTHERS})
    totals = others["importer"].map(rows.groupby("importer")["total_kusd"].first()).astype(float)
    others["value_kusd"] = others["share"] * totals
    found = pd.concat([named, others], ignore_index=True)
    order = {name: place for place, name in enumerate([*largest, OTHERS])}
    return found.assign(
        text=found["share"].map(small_percent),
        row=found["importer"].map(IMPORTERS.index),
        column=found["from"].map(order),
    ).sort_values(["row", "column"], ignore_index=True)


def _source(atlas: Atlas, rows: pd.DataFrame) -> str:
    known = atlas.sources.set_index("source_id")
    named = known.loc[sorted(rows["source_id"].unique())]
    return f"{listing(named['publisher'].unique())}, {listing(named['title'])} ({LATEST})"

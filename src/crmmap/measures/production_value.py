"""What a year's production is worth at a published price."""

from __future__ import annotations

import pandas as pd

from crmmap.atlas.atlas import Atlas
from crmmap.measures.prices import prices
from crmmap.measures.remember import remembered
from crmmap.schema.vocabulary import WORLD

TONNES = {"kg": 0.001, "t": 1.0, "thousand t": 1e3, "million t": 1e6}
PRICED = {
    ("Antimony", "mine"): "Antimony: metal",
    ("Barite", "mine"): "Barite",
    ("Bauxite/Aluminium", "refinery"): "Aluminum: ingot",
    ("Beryllium", "mine"): "Beryllium",
    ("Bismuth", "refinery"): "Bismuth",
    ("Cobalt", "mine"): "Cobalt: London Metal Exchange",
    ("Copper", "mine"): "Copper: London Metal Exchange",
    ("Feldspar", "mine"): "Feldspar",
    ("Gallium", "refinery"): "Gallium",
    ("Indium", "refinery"): "Indium: Rotterdam",
    ("Molybdenum", "mine"): "Molybdenum",
    ("Nickel", "mine"): "Nickel",
    ("Phosphate rock", "mine"): "Phosphate Rock",
    ("Rhenium", "mine"): "Rhenium: average value, gross weight, Metal",
    ("Selenium", "refinery"): "Selenium: Europe",
    ("Silicon metal", "refinery"): "Silicon metal",
    ("Strontium", "mine"): "Strontium",
    ("Tellurium", "refinery"): "Tellurium: Europe",
    ("Tin", "mine"): "Tin: London Metal Exchange",
    ("Zinc", "mine"): "Zinc: London Metal Exchange",
}
"""Series whose tonnes are of the very thing that the price is for, and the product's first words.
Lithium is not among them: its series counts the metal that is contained, its price is of
carbonate."""


@remembered
def production_value(atlas: Atlas) -> pd.DataFrame:
    """What the production of the world and of each country is worth: tonnes times the price of
    that year.

    It is what the contained metal would fetch at that price, and not what mines or smelters
    earned.

    Parameters
    ----------
    atlas
        The tables; a filter of minerals leaves those, any other changes nothing.

    Returns
    -------
    DataFrame
        A row for each series and country, and for the world (``WLD``): ``mineral``, ``stage``,
        ``iso3``, ``country``, ``tonnes``, ``usd_per_t``, ``value_usd``, ``year``, ``product``,
        ``estimated`` (whether the price is), ``publisher`` (of the tonnes). Series without a price
        of the very thing that they count are left out.

    Examples
    --------
    >>> import crmmap
    >>> table = production_value(crmmap.load()).set_index(["mineral", "iso3"])
    >>> round(float(table.loc[("Tin", "WLD"), "value_usd"]) / 1e9, 1)
    9.6
    """
    rows = atlas.production
    rows = rows[rows["headline"] & rows["value"].notna()]
    found = []
    table = prices(atlas)
    for (mineral, stage), begin in PRICED.items():
        series = rows[(rows["mineral"] == mineral) & (rows["stage"] == stage)]
        quotes = table[(table["mineral"] == mineral) & table["product"].str.startswith(begin)]
        if series.empty or quotes.empty:
            continue
        quote = quotes.drop_duplicates("year").set_index("year")
        year = series["year"].iloc[0]
        factor = TONNES.get(series["unit"].iloc[0])
        if not year.isdigit() or int(year) not in quote.index or factor is None:
            continue
        price = quote.loc[int(year)]
        found.append(
            series.assign(
                tonnes=series["value"] * factor,
                usd_per_t=price["usd_per_t"],
                product=price["product"],
                estimated=price["estimated"],
            )
        )
    columns = ["mineral", "stage", "iso3", "country", "tonnes", "usd_per_t", "value_usd", "year"]
    columns += ["product", "estimated", "publisher"]
    if not found:
        return pd.DataFrame(columns=columns)
    made = pd.concat(found, ignore_index=True)
    made["value_usd"] = made["tonnes"] * made["usd_per_t"]
    made["world"] = made["iso3"] == WORLD
    ordered = made.sort_values(
        ["mineral", "stage", "world", "value_usd"], ascending=[True, True, False, False]
    )
    return ordered[columns].reset_index(drop=True)

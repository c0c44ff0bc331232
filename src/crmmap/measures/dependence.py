"""Who buys from whom: imports by exporter, and how much an importer depends on few of them."""

from __future__ import annotations

from datetime import date

import pandas as pd

from crmmap.atlas.atlas import Atlas
from crmmap.atlas.lookup import names_any
from crmmap.dates import POLICY_READ_TO
from crmmap.measures.exposure import RESTRICTIONS, restricting, restrictors
from crmmap.measures.remember import remembered
from crmmap.schema.vocabulary import STAGES

ALL_IMPORTS = "share of extra-bloc import value"
"""The indicator of import_reliance whose rows give the value of all imports."""
ROUNDING_KUSD = 0.5
IMPORTERS = ("EU", "USA", "JPN", "KOR", "GBR", "CHN", "IND")
"""The importers whose whole imports are known too, see ``import_reliance``."""
LATEST = 2024
"""The newest year of the trade tables."""
PLAIN_NAMES = {
    "Ga, Ge, Hf, In, Nb, Re, V unwrought (one code for all)": (
        "gallium, germanium and other metals under one customs code"
    )
}
"""Of products that the tables call by the symbols of elements."""
SAME_GOODS = {"252890": "252800", "810310": "810320"}
"""Codes of an older edition of the Harmonized System whose goods stand in the table once more,
under the code of a later one: counted beside it they would count twice."""
ONE_PRODUCT = ["mineral", "stage", "product", "hs6", "year", "source_id"]


@remembered
def import_mix(atlas: Atlas, *, importer: str, year: int = LATEST) -> pd.DataFrame:
    """Who an importer buys from: its imports of each product by exporter.

    Customs name the country of origin, and where that is not known the country that shipped; so a
    trading hub may stand for others. Small flows are left out of the table: it holds those of one
    million US dollars and more, or of 0.2% of the world's trade in the product. For seven importers
    (EU, USA, JPN, KOR, GBR, CHN, IND) all their imports of 2015, 2019 and 2024 are known; shares
    are then of all, and what is left out of the table is missing in their sum. For others shares
    are of the flows in the table, and so a little too high.

    Parameters
    ----------
    atlas
        The tables; a filter of minerals leaves those, any other changes nothing.
    importer
        An ISO 3166-1 alpha-3 code, or the id of a bloc: then imports of its members of the end of
        that year from all others.
    year
        One of 2010, 2015, 2019, 2022, 2023 and 2024.

    Returns
    -------
    DataFrame
        A row for each product and exporter: ``mineral`` (several, joined by ``;``, where customs
        have one code for them), ``stage``, ``product``, ``hs6``, ``year``, ``source_id`` (which
        names the edition of the Harmonized System), ``exporter``, ``exporter_name``,
        ``value_kusd`` (thousand US dollars), ``quantity_t``, ``total_kusd`` (what shares are of),
        ``of_all`` (whether that is all imports), ``share`` (0 to 1). The largest share of each
        product first.

    Examples
    --------
    >>> import crmmap
    >>> table = import_mix(crmmap.load(), importer="DEU")
    >>> carbonate = table[table["product"] == "lithium carbonate"]
    >>> carbonate["exporter_name"].iloc[0]
    'Chile'
    """
    flows = atlas.trade_flows
    own = buyers_of(atlas, importer, year)
    rows = flows[
        (flows["year"] == str(year)) & flows["importer"].isin(own) & ~flows["exporter"].isin(own)
    ].assign(year=year)
    grouped = rows.groupby([*ONE_PRODUCT, "exporter"], as_index=False)
    table = grouped[["value_kusd", "quantity_t"]].sum(min_count=1)
    told = table.groupby(ONE_PRODUCT)["value_kusd"].transform("sum")
    whole = table["hs6"].map(_all_imports(atlas, importer, year)).astype(float)
    table["of_all"] = whole >= told - ROUNDING_KUSD
    table["total_kusd"] = whole.where(table["of_all"], told)
    table["share"] = table["value_kusd"] / table["total_kusd"]
    names = atlas.lookups.name_of
    table.insert(
        table.columns.get_loc("exporter") + 1,
        "exporter_name",
        [names.get(iso3, iso3) for iso3 in table["exporter"]],
    )
    return table.sort_values(
        ["mineral", "stage", "product", "share"],
        ascending=[True, True, True, False],
        ignore_index=True,
    )


def plain_product(product: str) -> str:
    """The name of a product as it is read."""
    return PLAIN_NAMES.get(product, product)


@remembered
def imports_of_mineral(atlas: Atlas, *, mineral: str) -> pd.DataFrame:
    """What `IMPORTERS` buy of a mineral: their `import_mix` one below the other.

    Parameters
    ----------
    mineral
        A name as in the table of minerals.

    Returns
    -------
    DataFrame
        As `import_mix`, with ``importer`` and ``importer_name``.

    Examples
    --------
    >>> import crmmap
    >>> table = imports_of_mineral(crmmap.load(), mineral="Lithium")
    >>> sorted(table["importer"].unique())
    ['CHN', 'EU', 'GBR', 'IND', 'JPN', 'KOR', 'USA']
    """
    names = atlas.lookups.name_of
    tables = []
    for importer in IMPORTERS:
        mix = import_mix(atlas, importer=importer)
        of_it = mix[[mineral in cell.split(";") for cell in mix["mineral"]]]
        tables.append(of_it.assign(importer=importer, importer_name=names.get(importer, importer)))
    return pd.concat(tables, ignore_index=True)


def main_product(atlas: Atlas, mineral: str) -> str:
    """Code of the product of a mineral of which `IMPORTERS` buy most by value; "" if of none.

    Examples
    --------
    >>> import crmmap
    >>> main_product(crmmap.load(), "Lithium")  # lithium carbonate
    '283691'
    """
    value = imports_of_mineral(atlas, mineral=mineral).groupby("hs6")["value_kusd"].sum()
    return "" if value.empty else str(value.idxmax())


def buyers_of(atlas: Atlas, importer: str, year: int) -> frozenset[str]:
    """The members of a bloc at the end of a year, or the country itself; none of what is neither,
    or of a bloc that had no members then.
    """
    if importer in atlas.lookups.region_of:
        return frozenset({importer})
    return atlas.lookups.members(importer, date(year, 12, 31))


def _all_imports(atlas: Atlas, importer: str, year: int) -> dict[str, float]:
    """All imports of each product, by its code, where they are known; thousand US dollars. A bloc
    of one country is that country.
    """
    own = buyers_of(atlas, importer, year)
    importer = next(iter(own)) if len(own) == 1 else importer
    rows = atlas.import_reliance
    rows = rows[
        (rows["importer"] == importer)
        & (rows["year"] == str(year))
        & (rows["indicator"] == ALL_IMPORTS)
    ]
    codes = rows["product"].str.extract(r"HS (\d{6})", expand=False)
    return dict(zip(codes, rows["total_import_kusd"], strict=True))


@remembered
def dependence(
    atlas: Atlas, *, importer: str, year: int = LATEST, as_of: date = POLICY_READ_TO
) -> pd.DataFrame:
    """How much an importer depends on few sources, and on sources that restrict exports.

    The index of concentration is that of Herfindahl and Hirschman, Σ (100 · share)², over the
    exporters of `import_mix`, from 0 to 10,000. It speaks of imports alone; what the importer
    makes at home is not in it.

    Parameters
    ----------
    atlas
        The tables; a filter of minerals leaves those, any other changes nothing.
    importer, year
        As for `import_mix`.
    as_of
        The day on which export restrictions count.

    Returns
    -------
    DataFrame
        A row for each product: ``mineral``, ``stage``, ``product``, ``hs6``, ``year``,
        ``source_id``, ``value_kusd`` (of the flows told), ``told`` (0 to 1: its part of all
        imports, NaN where these are not known), ``exporters`` (how many), ``top`` (ISO3),
        ``top_name``, ``top_share``, ``hhi`` (a lower bound where ``told`` is known),
        ``restricted`` (0 to 1: from
        countries whose ban, quota, licence or
        tax on exports of the mineral at that stage is in force, against all buyers or against this
        one; measures that hit only some goods of the mineral do not count. Of one code for
        several minerals a country counts if it restricts any of them. NaN for magnets, of which
        the measures do not tell). The largest value first.

    References
    ----------
    U.S. Department of Justice and Federal Trade Commission, Merger Guidelines, 2023, guideline 1.

    Examples
    --------
    >>> import crmmap
    >>> table = dependence(crmmap.load(), importer="EU").set_index("product")
    >>> table.loc["permanent magnets of metal", "top_name"]
    'China'
    """
    measures = restricting(atlas, "export", as_of)
    buyers = buyers_of(atlas, importer, year) | {importer}
    aimed = names_any(measures["target"], buyers)
    measures = measures.assign(all_buyers=measures["all_buyers"] | aimed).to_dict("records")
    found = []
    mix = import_mix(atlas, importer=importer, year=year)
    for _, rows in mix.groupby(ONE_PRODUCT, sort=False):
        product = rows.iloc[0][ONE_PRODUCT].to_dict()
        strict = {
            country
            for mineral in product["mineral"].split(";")
            for country, how in restrictors(atlas, measures, mineral, product["stage"]).items()
            if how in RESTRICTIONS
        }
        first = rows.iloc[0]
        found.append(
            {
                **product,
                "value_kusd": rows["value_kusd"].sum(),
                "told": rows["share"].sum() if first["of_all"] else float("nan"),
                "exporters": len(rows),
                "top": first["exporter"],
                "top_name": first["exporter_name"],
                "top_share": first["share"],
                "hhi": float(((100 * rows["share"]) ** 2).sum()),
                "restricted": float(rows.loc[rows["exporter"].isin(strict), "share"].sum())
                if product["stage"] in STAGES
                else float("nan"),
            }
        )
    columns = [*ONE_PRODUCT, "value_kusd", "told", "exporters", "top", "top_name", "top_share"]
    table = pd.DataFrame(found, columns=[*columns, "hhi", "restricted"])
    return table.sort_values("value_kusd", ascending=False, ignore_index=True)

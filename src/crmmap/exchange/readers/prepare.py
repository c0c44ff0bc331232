"""Preparations for single publishers, whose columns need more than a new name."""

from __future__ import annotations

import re

import pandas as pd

_SYMBOL = re.compile(r"\b[A-Z][A-Za-z]?\b|\bREE\b|\bPGE\b")


def _column(cells: pd.DataFrame, name: str) -> pd.Series:
    return cells[name] if name in cells else pd.Series("", index=cells.index, dtype=object)


def icmm(rows: pd.DataFrame, _cells: pd.DataFrame) -> pd.DataFrame:
    """The dataset of September 2025; it has no lifecycle status."""
    return rows.assign(year="2025")


def usgs_facilities(rows: pd.DataFrame, cells: pd.DataFrame) -> pd.DataFrame:
    """Products tell what the commodity leaves open; names tell smelters and refineries among
    plants.
    """
    product = _column(cells, "DsgAttr02")
    commodity = rows["commodities"]
    commodity = commodity.where(commodity != "Ferroalloys", product)
    cokes = (commodity == "Coal") & product.str.contains("Metallurgical|Coking", case=False)
    commodity = commodity.where(~cokes, "Metallurgical coal")
    plant = rows["kind"].str.contains("Plant", case=False)
    named = rows["name"].str.extract(r"(?i)(smelt|refiner|recycl)")[0].fillna("")
    secondary = product.str.contains("secondary", case=False)
    kind = (
        rows["kind"]
        .where(~(plant & (named != "")), named + "er")
        .where(~(plant & secondary), "recycling")
    )
    return rows.assign(commodities=commodity, kind=kind)


_NOTHING = ("<null>", "NA", "None")


def _said(column: pd.Series) -> pd.Series:
    """The column, with "" in place of words such as <null>."""
    return column.where(~column.isin(_NOTHING), "")


def usgs_africa_facilities(rows: pd.DataFrame, cells: pd.DataFrame) -> pd.DataFrame:
    """The second attribute column holds the commodity, the third its stage of processing."""
    commodity, stage = _said(rows["commodities"]), _said(_column(cells, "DsgAttr03"))
    cokes = (commodity == "Coal") & stage.str.contains("Metallurgical|Coking", case=False)
    commodity = commodity.where(~cokes, "Metallurgical coal")
    words = rows["name"] + " " + stage
    named = words.str.extract(r"(?i)(smelt|refin|recycl|secondary)")[0].fillna("").str.lower()
    plant = rows["kind"].str.contains("Plant|Process", case=False) & (named != "")
    kind = rows["kind"].where(~plant, named.replace("refin", "refinery"))
    columns = {name: _said(rows[name]) for name in ("status", "confidence", "owner", "name")}
    return rows.assign(commodities=commodity, kind=kind, **columns)


def usgs_africa_deposits(rows: pd.DataFrame, _cells: pd.DataFrame) -> pd.DataFrame:
    """Geology alone: what is mined there is not said."""
    return rows.assign(kind="deposit", confidence="moderate", year="")


def usgs_africa_exploration(rows: pd.DataFrame, cells: pd.DataFrame) -> pd.DataFrame:
    """Sites at which somebody has looked."""
    said = _said(_column(cells, "LocOpStat"))
    status = said.where(said != "", "exploration")
    return rows.assign(
        kind="deposit", status=status, confidence="moderate", owner=_said(rows["owner"])
    )


def deposits_of_2017(rows: pd.DataFrame, _cells: pd.DataFrame) -> pd.DataFrame:
    """The type of a deposit is geology and no kind of site."""
    return rows.assign(kind="deposit", confidence="moderate", year="2017")


def mrds(rows: pd.DataFrame, cells: pd.DataFrame) -> pd.DataFrame:
    """The stage of development gives kind and status, but for producers: the database ends in
    2011.
    """
    stage = _column(cells, "dev_stat")
    kind = stage.map(
        {
            "Producer": "mine",
            "Past Producer": "mine",
            "Plant": "plant",
            "Prospect": "deposit",
            "Occurrence": "deposit",
        }
    ).fillna("deposit")
    status = stage.map({"Past Producer": "closed", "Prospect": "exploration"}).fillna("")
    note = stage.map(
        {"Producer": "a producer when MRDS was last updated, in 2011 or before"}
    ).fillna("")
    return rows.assign(kind=kind, status=status, note=note, year="2011", confidence="low")


def major_deposits(rows: pd.DataFrame, _cells: pd.DataFrame) -> pd.DataFrame:
    """The database of 2005 says what a deposit holds, and nothing of its working."""
    return rows.assign(kind="deposit", confidence="moderate", year="2005")


_GRADE = re.compile(r"^([a-z]{2})(grd|grade)$")


def deposit_models(rows: pd.DataFrame, cells: pd.DataFrame) -> pd.DataFrame:
    """A deposit has the metals of which a grade above nothing is given; gold and silver, too."""
    found = pd.Series("", index=rows.index, dtype=object)
    for column in cells:
        grade = _GRADE.match(column.lower().replace("_", ""))
        if grade:
            there = pd.to_numeric(cells[column], errors="coerce") > 0
            found = found.where(~there, found + grade[1].capitalize() + "; ")
    minerals = found.str.removesuffix("; ")
    return rows.assign(commodities=minerals, kind="deposit", confidence="moderate", year="2008")


def mineral_operations(rows: pd.DataFrame, _cells: pd.DataFrame) -> pd.DataFrame:
    """Words of a facility's type and name tell smelters and refineries among plants."""
    named = (rows["kind"] + " " + rows["name"]).str.extract(r"(?i)(smelt|refin|recycl)")[0]
    plant = ~rows["kind"].str.contains(r"(?i)\bmine", regex=True) & named.notna()
    kind = rows["kind"].where(~plant, named.fillna("").str.lower().replace("refin", "refinery"))
    return rows.assign(kind=kind, confidence="moderate", year="2010")


def nrcan(rows: pd.DataFrame, cells: pd.DataFrame) -> pd.DataFrame:
    """Stages of projects and facilities; ``On hold`` outweighs them."""
    stage, step, state = (_column(cells, name) for name in ("stage", "developmentStage", "status"))
    mine = stage == "Producing Mine"
    facility = stage.str.contains("Process", case=False)
    kind = stage.where(~facility, step + " plant").where(~mine, "mine")
    advanced = stage.str.startswith("Advanced")
    status = pd.Series("operating", index=rows.index, dtype=object)
    status = status.where(~advanced, "exploration").where(~(advanced & facility), "development")
    status = status.where(step != "Past producer", "closed").where(
        ~state.str.contains("hold", case=False), "suspended"
    )
    return rows.assign(kind=kind, status=status, confidence="high", year="2026")


def geoscience_australia(rows: pd.DataFrame, _cells: pd.DataFrame) -> pd.DataFrame:
    """Commodities come as groups such as ``Base metals - Cu (Zn, Pb, Mo, Ag, Au)``.

    What stands in brackets may be at a mine of the group, and need not be: it is left out. The
    aluminium of the group of high purity is no bauxite and its silicon is quartz.
    """

    def symbols(cell: str) -> str:
        group, dash, listed = cell.partition(" - ")
        if not dash:
            return cell
        if group.startswith("High-purity"):
            return "quartz"
        return "; ".join(_SYMBOL.findall(re.sub(r"\(.*", "", listed)))

    groups = {cell: symbols(cell) for cell in rows["commodities"].unique()}
    return rows.assign(
        commodities=rows["commodities"].map(groups), kind="mine", confidence="high", year="2024"
    )


def wdpa(rows: pd.DataFrame, _cells: pd.DataFrame) -> pd.DataFrame:
    """Designations of treaties have categories of their own; the first country counts where
    several are listed.
    """
    said = rows["designation"].str.casefold()
    category = pd.Series("protected area", index=rows.index, dtype=object)
    category = category.where(~said.str.contains("world heritage"), "world heritage (natural)")
    category = category.where(~said.str.contains("ramsar"), "Ramsar wetland")
    category = category.where(~said.str.contains("mab|biosphere"), "biosphere reserve")
    oecm = (rows["type"] == "0") | (rows["type"].str.upper() == "OECM")
    designation = rows["designation"].where(~oecm, "OECM: " + rows["designation"])
    return rows.assign(category=category, designation=designation)


def kba(rows: pd.DataFrame, cells: pd.DataFrame) -> pd.DataFrame:
    """Areas without a unit in the column's name are hectares."""
    hectares = "SitArea" in cells and "SitAreaKM2" not in cells
    area = pd.to_numeric(rows["area_km2"], errors="coerce") / (100 if hectares else 1)
    return rows.assign(
        category="key biodiversity area",
        area_km2=area.map(lambda a: "" if pd.isna(a) else f"{a:g}"),
    )


def ecoregions(rows: pd.DataFrame, _cells: pd.DataFrame) -> pd.DataFrame:
    """Context, as those that are shipped, and under their ids."""
    return rows.assign(category="ecoregion", zone_id="ECO-" + rows["ref"])


def hotspots(rows: pd.DataFrame, _cells: pd.DataFrame) -> pd.DataFrame:
    """Regions as wide as ecoregions, and like them context; the outer limit is no hotspot."""
    outer = rows["designation"].str.contains("outer", case=False)
    category = pd.Series("ecoregion", index=rows.index, dtype=object).where(~outer, "")
    ref = rows["ref"] + "-" + rows["designation"].str.replace(" ", "_")
    return rows.assign(
        category=category, ref=ref, designation="biodiversity hotspot: " + rows["designation"]
    )

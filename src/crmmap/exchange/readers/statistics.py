"""Statistics by country as rows of production.csv and reserves.csv; adherents as rows of
standard_adherence.csv.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from typing import TYPE_CHECKING

import numpy as np
import pandas as pd

from crmmap.exchange.readers.commodities import Commodities
from crmmap.exchange.readers.country_names import LONGEST_CELL, Countries
from crmmap.exchange.readers.import_report import ImportReport
from crmmap.names import fold
from crmmap.schema.vocabulary import REST, WORLD

if TYPE_CHECKING:
    from crmmap.atlas.atlas import Atlas

_OUTPUT = re.compile(r"^Prod_(?P<unit>[A-Za-z0-9]+)_(?P<est>est_)?(?P<year>\d{4})$", re.IGNORECASE)
_RESERVES = re.compile(r"^Reserves_(?P<unit>[A-Za-z0-9]+)$", re.IGNORECASE)
UNITS = {
    "t": "t",
    "kt": "thousand t",
    "mt": "million t",
    "kg": "kg",
    "mct": "million carats",
    "mcm": "million m3",
}
_AFTER_MINE = ("refin", "smelt", "plant", "metal", "primary", "secondary")
_NUMBER = re.compile(r"^[<>~]?\s*\d[\d,]*(\.\d+)?$")
IMPLEMENTING = (
    "implementing",
    "compliant",
    "candidate",
    "satisfactory",
    "meaningful",
    "member",
    "progress",
)


def _value(cell: str) -> float:
    """A number as the summaries write it; W (withheld), NA and — are none."""
    text = cell.strip()
    return float(text.lstrip("<>~ ").replace(",", "")) if _NUMBER.match(text) else np.nan


def production_of(
    cells: pd.DataFrame, atlas: Atlas, report: ImportReport
) -> tuple[pd.DataFrame, pd.DataFrame]:
    """Rows of production.csv and of reserves.csv: one for each year, and for each figure of
    reserves.

    Returns
    -------
    production : DataFrame
        Columns as in production.csv and ``row``, the place in the file. ``headline`` is False: the
        shipped series stay those that pages use by default. ``share_of_world`` is of the published
        world total.
    reserves : DataFrame
        Columns as in reserves.csv and ``row``.
    """
    report.name[:] = (cells["Country"] + ", " + cells["Type"]).to_numpy()
    countries, commodities = _readers(atlas)
    years = [(column, found) for column in cells.columns if (found := _OUTPUT.match(column))]
    held = next(
        ((column, found) for column in cells.columns if (found := _RESERVES.match(column))), None
    )
    rows: list[dict] = []
    reserves: list[dict] = []
    for place, row in enumerate(cells.to_dict("records")):
        said = str(row["Type"])
        iso3, reason = _country(str(row["Country"]), countries)
        minerals = commodities.read(said.rpartition(", ")[2] or said)[0]
        minerals = minerals or commodities.read(said)[0]
        values = [(_value(str(row[column])), found) for column, found in years]
        in_ground = _value(str(row[held[0]])) if held else np.nan
        reason = reason or _wanting(row, minerals, years, values, in_ground)
        if reason:
            report.refuse(np.arange(len(cells)) == place, reason)
            continue
        known = {
            "row": place,
            "iso3": iso3,
            "country": countries.name_of.get(iso3, _BESIDE_COUNTRIES.get(iso3, "")),
            "mineral": minerals[0],
            "measure": said,
        }
        publisher = _publisher(str(row["Source"]))
        if held and not np.isnan(in_ground):
            reserves.append(
                known
                | {
                    "year": max((found["year"] for _, found in years), default=""),
                    "reserves": in_ground,
                    "unit": UNITS.get(held[1]["unit"].casefold(), held[1]["unit"]),
                    "source": publisher,
                }
            )
        rows += [
            known | _output(said, minerals[0], value, found, publisher)
            for value, found in values
            if not np.isnan(value)
        ]
    table = pd.DataFrame(rows, columns=["row", *atlas.production.columns])
    if len(table):
        table["share_of_world"] = _shares(table)
    return table, pd.DataFrame(reserves, columns=["row", *atlas.reserves.columns])


_BESIDE_COUNTRIES = {WORLD: "World", REST: "Other countries"}


def _wanting(
    row: dict,
    minerals: Sequence[str],
    years: Sequence[tuple[str, re.Match]],
    values: Sequence[tuple[float, re.Match]],
    in_ground: float,
) -> str:
    """Why a row can't be taken; "" if it can."""
    if len(minerals) != 1:
        return f"{row['Type']!r} names no one mineral of the vocabulary"
    if not years:
        return "the file has no columns of output such as Prod_t_2022"
    if np.isnan(in_ground) and all(np.isnan(value) for value, _ in values):
        said = ", ".join(str(row[column]) or "nothing" for column, _ in years)
        return f"no output is published ({said}), and no reserves"
    return ""


def _output(said: str, mineral: str, value: float, found: re.Match, publisher: str) -> dict:
    """The output of a year, as columns of production.csv."""
    refined = any(word in said.casefold() for word in _AFTER_MINE)
    stage = "refinery" if refined else "mine"
    series = [*fold(mineral).split(), stage, "brought", *fold(f"{publisher} {said}").split()]
    return {
        "series_id": "-".join(series)[:120],
        "stage": stage,
        "year": found["year"],
        "value": value,
        "unit": UNITS.get(found["unit"].casefold(), found["unit"]),
        "headline": False,
        "basis": "estimate" if found["est"] else "reported/revised",
        "publisher": publisher,
        "source": f"{publisher}, brought",
    }


def _shares(table: pd.DataFrame) -> pd.Series:
    """Each value as a share of the published world total of its series and year, 0 to 1."""
    world = table[table["iso3"] == WORLD].set_index(["series_id", "year"])["value"]
    totals = [
        world.get((series, year), np.nan)
        for series, year in zip(table["series_id"], table["year"], strict=True)
    ]
    return (table["value"] / pd.Series(totals, index=table.index, dtype=float)).clip(upper=1)


def _publisher(cell: str) -> str:
    """``MCS2024`` is the source ``USGS MCS 2024``."""
    year = re.search(r"\d{4}", cell)
    return f"USGS MCS {year.group(0)}" if year else "USGS MCS"


def _readers(atlas: Atlas) -> tuple[Countries, Commodities]:
    symbols = dict(zip(atlas.minerals["mineral"], atlas.minerals["symbol"], strict=True))
    return Countries(atlas.countries), Commodities(symbols)


def _country(cell: str, countries: Countries) -> tuple[str, str]:
    said = cell.casefold().strip()
    if len(said) > LONGEST_CELL:
        return "", f"the country has {len(said):,} characters"
    if said.startswith("world"):
        return WORLD, ""
    if said.startswith("other"):
        return REST, ""
    iso3, _ = countries.read(re.sub(r"\d+$|\(\w\)$", "", cell).strip())
    return iso3, "" if iso3 else f"the country {cell!r} is not known"


def without_known(
    production: pd.DataFrame, reserves: pd.DataFrame, atlas: Atlas, report: ImportReport
) -> tuple[pd.DataFrame, pd.DataFrame]:
    """Leave out the figures that stand in the Atlas already, and say so; a row all of whose
    figures do is merged.
    """
    keys = {"production": ["publisher", "mineral", "stage", "iso3", "year", "value"]}
    keys["reserves"] = ["mineral", "iso3", "reserves", "unit"]
    left, there, rows = [], [], []
    for name, table in (("production", production), ("reserves", reserves)):
        known = set(getattr(atlas, name)[keys[name]].itertuples(index=False, name=None))
        mask = np.array(
            [key in known for key in table[keys[name]].itertuples(index=False, name=None)],
            dtype=bool,
        )
        left.append(table[~mask])
        there.append(mask)
        rows.append(table["row"].to_numpy(dtype=int))
    place, mask = np.concatenate(rows), np.concatenate(there)
    for row in np.unique(place):
        here = place == row
        if mask[here].all():
            report.merge(int(row), "", "the same figures of the same publisher are in the map")
        elif mask[here].any():
            said = (
                f"{int(mask[here].sum())} of its {int(here.sum())} figures are in the map already"
            )
            report.change(np.arange(len(report.row)) == row, said)
    return left[0], left[1]


def adherence_of(prepared: pd.DataFrame, atlas: Atlas, report: ImportReport) -> pd.DataFrame:
    """Rows of standard_adherence.csv for a list of EITI countries; `counts` where the status
    makes an adherent.
    """
    report.name[:] = prepared["country"].to_numpy()
    countries = Countries(atlas.countries)
    rows = atlas.standard_adherence
    known = rows[(rows["standard_id"] == "EITI") & (rows["subject_kind"] == "country")].set_index(
        "iso3"
    )["status"]
    found = []
    for place, row in enumerate(prepared.to_dict("records")):
        iso3, word = countries.read(row["country"])
        here = np.arange(len(prepared)) == place
        if not iso3:
            report.refuse(here, f"the country {row['country']!r} is not known")
            continue
        if not row["status"]:
            report.refuse(here, "no status is given")
            continue
        if word:
            report.change(here, word)
        counts = any(one in row["status"].casefold() for one in IMPLEMENTING)
        if iso3 in known.index:
            same = str(known.loc[iso3]).casefold() == row["status"].casefold()
            said = (
                "the same status is in the map"
                if same
                else f"the map says {known.loc[iso3]!r}, the file {row['status']!r}"
            )
            report.merge(place, f"EITI, {iso3}", said)
            continue
        found.append(
            {
                "row": place,
                "standard_id": "EITI",
                "subject_kind": "country",
                "subject": iso3,
                "iso3": iso3,
                "status": row["status"],
                "counts": counts,
                "since": row["since"],
                "source_title": "a file of the user's",
                "provenance": "unverified",
            }
        )
    table = pd.DataFrame(found, columns=["row", *rows.columns])
    texts = [
        column
        for column in table.columns
        if column not in ("row", "counts", "latitude", "longitude")
    ]
    table[texts] = table[texts].astype(object).where(table[texts].notna(), "")
    return table

"""Statistics by country as rows of production.csv and reserves.csv; adherents as rows of
standard_adherence.csv.
"""

from __future__ import annotations

import re
from itertools import groupby
from typing import TYPE_CHECKING

import numpy as np
import pandas as pd

from crmmap.exchange.readers.commodities import Commodities
from crmmap.exchange.readers.country_names import LONGEST_CELL, Countries
from crmmap.exchange.readers.figures import OUTPUT, RESERVES, figures_of
from crmmap.exchange.readers.import_report import ImportReport
from crmmap.exchange.readers.layout import plain
from crmmap.names import fold
from crmmap.schema.vocabulary import REST, WORLD

if TYPE_CHECKING:
    from crmmap.atlas.atlas import Atlas

_AFTER_MINE = ("refin", "smelt", "plant", "metal", "primary", "secondary")
NO_LONGER = re.compile(r"delist|withdr|no progress|not |former|suspen")
IMPLEMENTING = (
    "implementing",
    "compliant",
    "candidate",
    "satisfactory",
    "meaningful",
    "member",
    "progress",
)


def production_of(
    cells: pd.DataFrame, atlas: Atlas, report: ImportReport, *, publisher: str = ""
) -> tuple[pd.DataFrame, pd.DataFrame]:
    """Rows of production.csv and of reserves.csv: one for each figure.

    Parameters
    ----------
    publisher
        Id of the source of all rows; as each row says if not given.

    Returns
    -------
    production : DataFrame
        Columns as in production.csv and ``row``, the place in the file. ``headline`` is False: the
        shipped series stay those that pages use by default. ``share_of_world`` is of the published
        world total.
    reserves : DataFrame
        Columns as in reserves.csv and ``row``.
    """
    figures = figures_of(cells).to_dict("records")
    countries, commodities = _readers(atlas)
    publishers = [publisher] * len(cells) if publisher else _publishers(cells)
    minerals = _minerals(figures, commodities)
    names = {plain(column): column for column in reversed(cells.columns.tolist())}
    shown = cells[names["country"]] if "country" in names else pd.Series("", index=cells.index)
    report.name[:] = shown.to_numpy()
    rows: dict[str, list[dict]] = {OUTPUT: [], RESERVES: []}
    read_country: dict[str, tuple[str, str]] = {}
    for place, group in groupby(figures, key=lambda figure: figure["row"]):
        part = list(group)
        first = part[0]
        report.name[place] = ", ".join(
            filter(None, (first["country"], first["commodity"], first["said"]))
        )
        if first["country"] not in read_country:
            read_country[first["country"]] = _country(first["country"], countries)
        iso3, reason = read_country[first["country"]]
        mineral = minerals[(first["commodity"], first["said"])]
        reason = reason or _wanting(part, mineral)
        if reason:
            report.refuse_one(place, reason)
            continue
        known = {
            "row": place,
            "iso3": iso3,
            "country": countries.name_of.get(iso3, _BESIDE_COUNTRIES.get(iso3, "")),
            "mineral": mineral,
            "measure": first["said"] or first["commodity"],
        }
        for figure in part:
            if not np.isnan(figure["value"]) and figure["what"] in rows:
                make = _output if figure["what"] == OUTPUT else _held
                rows[figure["what"]].append(known | make(figure, mineral, publishers[place]))
    table = pd.DataFrame(rows[OUTPUT], columns=["row", *atlas.production.columns])
    if len(table):
        table["share_of_world"] = _shares(table)
    return table, pd.DataFrame(rows[RESERVES], columns=["row", *atlas.reserves.columns])


_BESIDE_COUNTRIES = {WORLD: "World", REST: "Other countries"}


def _minerals(figures: list[dict], commodities: Commodities) -> dict[tuple[str, str], str]:
    """The one mineral that each pair of commodity and series names; "" if it names none, or
    several.
    """
    found = {}
    pairs = dict.fromkeys((figure["commodity"], figure["said"]) for figure in figures)
    for commodity, said in pairs:
        texts = (said.rpartition(", ")[2], said, commodity) if said else (commodity,)
        read = [commodities.read(text)[0] for text in texts if text]
        found_here, outside, _ = commodities.read(said) if said else ((), (), ())
        one = next((minerals for minerals in read if minerals), ())
        found[(commodity, said)] = one[0] if len(one) == 1 and (found_here or not outside) else ""
    return found


def _wanting(part: list[dict], mineral: str) -> str:
    """Why a row can't be taken; "" if it can."""
    first = part[0]
    other = {figure["what"] for figure in part} - {OUTPUT, RESERVES}
    if other:
        return f"it tells neither production nor reserves of a country ({other.pop()[:80]})"
    if not mineral:
        said = first["commodity"] or first["said"]
        return f"{said!r} names no one mineral of the vocabulary"
    if all(np.isnan(figure["value"]) for figure in part):
        cells = ", ".join(figure["cell"] or "nothing" for figure in part)
        return f"no figure is published ({cells})"
    if not all(re.fullmatch(r"\d{4}", figure["year"]) for figure in part):
        return f"the year is {first['year'] or 'not given'!r}; it must be one such as 2024"
    return ""


def _output(figure: dict, mineral: str, publisher: str) -> dict:
    """The output of a year, as columns of production.csv."""
    said = figure["said"]
    refined = any(word in said.casefold() for word in _AFTER_MINE)
    stage = "refinery" if refined else "mine"
    series = [*fold(mineral).split(), stage, "brought", *fold(f"{publisher} {said}").split()]
    return {
        "series_id": "-".join(series)[:120],
        "stage": stage,
        "year": figure["year"],
        "value": figure["value"],
        "unit": figure["unit"],
        "headline": False,
        "basis": "estimate" if figure["estimated"] else "reported/revised",
        "publisher": publisher,
        "source": f"{publisher}, brought",
    }


def _held(figure: dict, _mineral: str, publisher: str) -> dict:
    """Reserves, as columns of reserves.csv."""
    return {
        "year": figure["year"],
        "reserves": figure["value"],
        "unit": figure["unit"],
        "source": publisher,
    }


def _shares(table: pd.DataFrame) -> pd.Series:
    """Each value as a share of the published world total of its series and year, 0 to 1."""
    world = table[table["iso3"] == WORLD].set_index(["series_id", "year"])["value"]
    totals = [
        world.get((series, year), np.nan)
        for series, year in zip(table["series_id"], table["year"], strict=True)
    ]
    return (table["value"] / pd.Series(totals, index=table.index, dtype=float)).clip(upper=1)


def _publishers(cells: pd.DataFrame) -> list[str]:
    """Of each row: ``MCS2024`` is the source ``USGS MCS 2024``; without a column of sources the
    newest year of the table names the edition of the year after.
    """
    names = {plain(column): column for column in reversed(cells.columns.tolist())}
    if "source" in names:
        return [_publisher(cell) for cell in cells[names["source"]]]
    years = pd.to_numeric(cells[names["year"]], errors="coerce") if "year" in names else None
    newest = "" if years is None or years.isna().all() else f"{int(years.max()) + 1}"
    return [_publisher(newest)] * len(cells)


def _publisher(cell: str) -> str:
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
        status = row["status"].casefold()
        counts = any(one in status for one in IMPLEMENTING) and not NO_LONGER.search(status)
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

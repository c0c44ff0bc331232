"""Finding out which site of a file the map has already."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import closing
from dataclasses import dataclass

import geopandas as gpd
import numpy as np
import pandas as pd
import shapely
from pyproj import Geod
from rapidfuzz import fuzz

from crmmap.atlas.proximity import beside, union_of, within_reach
from crmmap.engines import HERE, Engine
from crmmap.exchange.readers.import_report import ImportReport
from crmmap.geodesy import degrees_around
from crmmap.names import fold

_GEOD = Geod(ellps="WGS84")
_GENERIC_WORDS = (
    "mine mines mining project deposit deposits the of plant plants smelter refinery complex "
    "operation operations "
    "prospect quarry open pit underground pty ltd inc company co limited and de la el"
)
_GENERIC = frozenset(_GENERIC_WORDS.split())
AT_ONCE = 20_000
"""Brought sites that are looked up together, to bound the memory of pairs."""


@dataclass(frozen=True)
class Rule:
    """When two sites are one: they share a mineral and a country, and either their names are alike
    and they lie within ``within_km``, or they lie within ``close_km``, whatever their names.

    Attributes
    ----------
    name_score
        0 to 100: how alike names must be (token set ratio of the names without accents, case and
        words such as "mine").
    """

    within_km: float = 10.0
    close_km: float = 1.0
    name_score: float = 85.0

    def __post_init__(self) -> None:
        if not (0 <= self.close_km <= self.within_km <= 100 and 0 <= self.name_score <= 100):
            raise ValueError(
                "close_km must be at most within_km, that at most 100, and name_score from 0 to 100"
            )

    def in_words(self) -> str:
        """The rule as users read it.

        Returns
        -------
        str
            A sentence with the distances and the score.
        """
        return (
            "Two rows count as one site if they are the same record of the same source, or if "
            "they share a mineral in the same country and have names alike (score "
            f"{self.name_score:g} of 100) within {self.within_km:g} km, or any names within "
            f"{self.close_km:g} km."
        )


def plain_name(name: str) -> str:
    """A name without accents, case and words that say only what it is, such as "mine"; "" if
    nothing is left.
    """
    words = [word for word in fold(name).split() if word not in _GENERIC]
    return "" if words == ["name", "not", "known"] else " ".join(words)


def _alike(one: str, two: str) -> float:
    return fuzz.token_set_ratio(one, two) if one and two else 0.0


def match(
    rows: pd.DataFrame,
    sites: pd.DataFrame,
    rule: Rule,
    report: ImportReport,
    *,
    apart: frozenset[int],
    engine: Engine = HERE,
) -> None:
    """Write into ``report`` which of the rows go into a site that is there.

    Parameters
    ----------
    rows
        Brought sites, columns as in sites.csv, indexed by their place in the file.
    sites
        The sites there are.
    apart
        Row numbers of the file that the user wants to keep apart; what has the id of a site that is
        there can't be.
    engine
        Where the parts of the work run.
    """
    kept = (
        np.isin(report.row[rows.index], list(apart))
        & ~rows["site_id"].isin(sites["site_id"]).to_numpy()
    )
    left = rows[~kept]
    left = _same_record(left, sites, report)
    if left.empty or sites.empty:
        return
    with closing(engine.run(_nearest, _parts(left, sites, rule))) as ended:
        for found in ended:
            mine = rows.loc[found["row"]]
            theirs = sites.iloc[found["site"]]
            _write(report, mine, theirs, found["km"].to_numpy(), found["reason"].to_list())


@dataclass(frozen=True)
class _Part:
    """Some brought sites that lie together, and the sites that may be near one of them.

    Attributes
    ----------
    rows, sites
        With their minerals as ``bits``; of the sites ``place`` is that in the table.
    """

    rows: pd.DataFrame
    sites: pd.DataFrame
    rule: Rule


def _parts(rows: pd.DataFrame, sites: pd.DataFrame, rule: Rule) -> Iterator[_Part]:
    bits, own = _bits(rows["minerals"], sites["minerals"])
    rows = rows[["longitude", "latitude", "iso3", "name"]].assign(bits=bits)
    sites = sites[["longitude", "latitude", "iso3", "name", "also_called"]].assign(
        bits=own, place=np.arange(len(sites))
    )
    points = rows[["longitude", "latitude"]].to_numpy()
    way = gpd.GeoSeries(shapely.points(points)).hilbert_distance(total_bounds=(-180, -90, 180, 90))
    order = np.argsort(way.to_numpy(), kind="stable")
    lon, lat = sites["longitude"].to_numpy(), sites["latitude"].to_numpy()
    for start in range(0, len(rows), AT_ONCE):
        at = order[start : start + AT_ONCE]
        box = union_of(np.tile(points[at], 2))
        west, south, east, north = within_reach(box, rule.within_km)[0]
        near = beside(lon, west, east) & (lat >= south) & (lat <= north)
        yield _Part(rows.iloc[at], sites[near], rule)


def _same_record(rows: pd.DataFrame, sites: pd.DataFrame, report: ImportReport) -> pd.DataFrame:
    """The same id, or the same record of the same source, is the same site."""
    refs = sites["source_refs"].str.split(";").explode()
    known = dict(zip(refs, sites["site_id"].loc[refs.index], strict=True))
    known |= {site_id: site_id for site_id in sites["site_id"]}
    known.pop("", None)
    ids = [
        known.get(ref, known.get(site))
        for ref, site in zip(rows["source_refs"], rows["site_id"], strict=True)
    ]
    there = np.array([site is not None for site in ids], dtype=bool)
    place_of = dict(zip(sites["site_id"], range(len(sites)), strict=True))
    mine = rows[there]
    theirs = sites.iloc[[place_of[site] for site in ids if site is not None]]
    _, _, metres = _GEOD.inv(
        *(table[c].to_numpy() for table in (mine, theirs) for c in ("longitude", "latitude"))
    )
    reasons = [f"the same record of the same source as {name!r}" for name in theirs["name"]]
    _write(report, mine, theirs, np.asarray(metres) / 1000, reasons)
    return rows[~there]


def _bits(*columns: pd.Series) -> list[np.ndarray]:
    """Minerals as bits, so that shared ones are one AND."""
    known = sorted(
        {mineral for column in columns for cell in column.unique() for mineral in cell.split(";")}
    )
    bit = {mineral: np.uint64(1) << np.uint64(i) for i, mineral in enumerate(known)}
    if len(known) > 64:
        raise ValueError("the vocabulary has more than 64 minerals; a wider set of bits is needed")

    def of_cell(cell: str) -> np.uint64:
        return np.bitwise_or.reduce([bit[mineral] for mineral in cell.split(";")])

    found = []
    for column in columns:
        codes, cells = pd.factorize(column)
        found.append(np.array([of_cell(cell) for cell in cells], dtype=np.uint64)[codes])
    return found


def _nearest(part: _Part) -> pd.DataFrame:
    """The site of each row that has one: ``row`` (its index), ``site`` (its place in the table),
    ``km`` and ``reason``.
    """
    rows, sites, rule = part.rows, part.sites, part.rule
    lon, lat = rows["longitude"].to_numpy(), rows["latitude"].to_numpy()
    reach, wide = degrees_around(lat, rule.within_km)
    tree = shapely.STRtree(shapely.points(sites["longitude"], sites["latitude"]))
    pairs = [
        tree.query(shapely.box(lon - wide + t, lat - reach, lon + wide + t, lat + reach))
        for t in (-360, 0, 360)
    ]
    at, which = np.concatenate(pairs, axis=1)
    alike = (rows["bits"].to_numpy()[at] & sites["bits"].to_numpy()[which]) != 0
    alike &= rows["iso3"].to_numpy()[at] == sites["iso3"].to_numpy()[which]
    at, which = at[alike], which[alike]
    at_sites = sites.iloc[which]
    _, _, metres = _GEOD.inv(
        lon[at], lat[at], at_sites["longitude"].to_numpy(), at_sites["latitude"].to_numpy()
    )
    distance = np.asarray(metres) / 1000
    known = {name: [plain_name(name)] for name in rows["name"].iloc[np.unique(at)]}
    called = at_sites["name"].str.cat(at_sites["also_called"], sep=";")
    known |= {
        cell: [plain_name(name) for name in cell.split(";") if name.strip()]
        for cell in called.unique()
    }
    names = zip(rows["name"].to_numpy()[at], called, strict=True)
    likeness = [
        max((_alike(known[one][0], name), -place) for place, name in enumerate(known[cell]))
        for one, cell in names
    ]
    score = np.array([s for s, _ in likeness], dtype=float)
    as_named = [_as_named(cell, -place) for cell, (_, place) in zip(called, likeness, strict=True)]
    named = (distance <= rule.within_km) & (score >= rule.name_score)
    fits = named | (distance <= rule.close_km)
    best = pd.DataFrame(
        {
            "row": rows.index.to_numpy()[at],
            "site": at_sites["place"].to_numpy(),
            "km": distance,
            "score": score,
            "named": named,
            "as_named": as_named,
            "name": at_sites["name"].to_numpy(),
        }
    )[fits]
    best = best.sort_values(
        ["row", "named", "km", "site"], ascending=[True, False, True, True]
    ).drop_duplicates("row")
    reasons = [
        f"names alike ({one.score:.0f} of 100): {one.as_named}"
        if one.named
        else f"within {rule.close_km:g} km, another name: {one.name!r}"
        for one in best.itertuples(index=False)
    ]
    return best[["row", "site", "km"]].assign(reason=reasons)


def _as_named(called: str, place: int) -> str:
    """The name that fits, and of what it is another name: ``'Kolwezi', another name of
    'Kamoto'``.
    """
    names = [name.strip() for name in called.split(";") if name.strip()]
    return repr(names[0]) if place == 0 else f"{names[place]!r}, another name of {names[0]!r}"


def _write(
    report: ImportReport,
    mine: pd.DataFrame,
    theirs: pd.DataFrame,
    km: np.ndarray,
    reasons: list[str],
) -> None:
    columns = (mine.index, theirs["site_id"], mine["minerals"], theirs["minerals"], km, reasons)
    for place, site_id, has, known, far, reason in zip(*columns, strict=True):
        known_here = known.split(";")
        shared = ";".join(mineral for mineral in has.split(";") if mineral in known_here)
        report.merge(int(place), site_id, reason, distance_km=round(float(far), 3), shared=shared)

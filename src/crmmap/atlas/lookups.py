"""Arrays by which filters and measures find rows, made once for each Atlas."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from datetime import date
from functools import cache, cached_property
from typing import Any, TypeVar

import numpy as np
import pandas as pd

from crmmap.atlas.adherence import reached_sites
from crmmap.atlas.anchors import party_places
from crmmap.atlas.filters import COKING_COAL, ECOREGIONS, OCCURRENCES, POOR_CIRCLES
from crmmap.atlas.frames import Frames
from crmmap.atlas.proximity import nearby_zones
from crmmap.dates import first_days, running
from crmmap.schema.vocabulary import ALL_CRITICAL

T = TypeVar("T")
ENDED = ("expired", "terminated", "suspended")
FARTHEST_KM = 100
"""Sites farther than this from a zone have no distance to it."""


class Lookup(cached_property[T]):
    """What is worked out once for an Atlas; ``tables`` are all that it reads."""

    def __init__(self, make: Callable[[Any], T], tables: tuple[str, ...]) -> None:
        super().__init__(make)
        self.tables = tables


def reading(*tables: str) -> Callable[[Callable[[Any], T]], Lookup[T]]:
    """Declare beside a lookup which tables it reads: where they stay, a changed Atlas takes it over."""
    return lambda make: Lookup(make, tables)


class Lists:
    """A column whose cells are lists separated by ``;``, as a table of who holds what.

    Attributes
    ----------
    values : list of str
        What occurs, sorted.
    holds : ndarray of bool, shape (rows, values)
    """

    def __init__(self, cells: pd.Series) -> None:
        codes, uniques = pd.factorize(cells.astype(object))
        parts = [[part for part in str(cell).split(";") if part] for cell in uniques]
        self.values = sorted({part for cell in parts for part in cell})
        place = {value: i for i, value in enumerate(self.values)}
        table = np.zeros((len(parts), len(self.values)), dtype=bool)
        for row, cell in enumerate(parts):
            table[row, [place[part] for part in cell]] = True
        self.holds = table[codes]

    def any_of(self, wanted: Iterable[str]) -> np.ndarray:
        """Rows that hold at least one of ``wanted``."""
        wanted = set(wanted)
        return self.holds[:, [i for i, value in enumerate(self.values) if value in wanted]].any(axis=1)

    def counts(self, rows: np.ndarray) -> dict[str, int]:
        """How many of ``rows`` (a mask) hold each value."""
        return dict(zip(self.values, self.holds[rows].sum(axis=0).tolist(), strict=True))


class Lookups:
    """See the module; one for each Atlas, built as needed.

    Parameters
    ----------
    atlas
        Whose rows are looked up.
    within
        Lookups of a larger Atlas with the masks of the sites and zones that are left of it: what takes long to work out
        is taken from there.
    """

    def __init__(self, atlas: Frames, *, within: tuple[Lookups, np.ndarray, np.ndarray] | None = None) -> None:
        self.atlas = atlas
        self.within = within
        self.members = cache(self._members)
        self.memberships_at = cache(self._memberships_at)
        self.states_at = cache(self._states_at)

    def take_over(self, before: Lookups) -> None:
        """Take what another Atlas has worked out already, if it reads nothing but tables that both have."""
        for name, lookup in vars(Lookups).items():
            if (
                isinstance(lookup, Lookup)
                and name in vars(before)
                and all(getattr(self.atlas, table) is getattr(before.atlas, table) for table in lookup.tables)
            ):
                self.__dict__[name] = getattr(before, name)

    @reading("sites")
    def site_minerals(self) -> Lists:
        return Lists(self.atlas.sites["minerals"])

    @reading("sites")
    def site_kinds(self) -> Lists:
        return Lists(self.atlas.sites["kind"])

    @reading("sites", "zones")
    def left_out(self) -> dict[str, np.ndarray]:
        """Mask of the sites or zones that each part of ``Filters.leave_out`` means."""
        sites, zones = self.atlas.sites, self.atlas.zones
        return {
            OCCURRENCES: ((sites["kind"] == "deposit") & (sites["status"] == "unknown")).to_numpy(),
            COKING_COAL: (sites["minerals"] == "Coking coal").to_numpy(),
            ECOREGIONS: (zones["category"] == "ecoregion").to_numpy(),
            POOR_CIRCLES: (zones["circle_reliability"] == "poor").to_numpy(),
        }

    @reading("zones")
    def zone_countries(self) -> Lists:
        return Lists(self.atlas.zones["countries"])

    @reading("agreements")
    def parties(self) -> Lists:
        return Lists(self.atlas.agreements["parties"])

    @reading("agreements")
    def party_sets(self) -> list[frozenset[str]]:
        return [frozenset(cell.split(";")) for cell in self.atlas.agreements["parties"]]

    @reading("agreements")
    def agreement_minerals(self) -> Lists:
        return Lists(self.atlas.agreements["minerals"])

    @reading("measures")
    def measure_minerals(self) -> Lists:
        return Lists(self.atlas.measures["minerals"])

    @reading("minerals")
    def listed_minerals(self) -> frozenset[str]:
        """Minerals that the EU or the US lists as critical, in any of the lists of minerals.csv."""
        flags = ["eu_critical_2023", "eu_strategic_2024", "us_critical_2022", "us_critical_2025"]
        minerals = self.atlas.minerals
        return frozenset(minerals.loc[minerals[flags].any(axis=1), "mineral"])

    def with_group(self, minerals: Iterable[str]) -> set[str]:
        """The minerals, and the group of all critical ones if it covers any of them."""
        wanted = set(minerals)
        return wanted | ({ALL_CRITICAL} if wanted & self.listed_minerals else set())

    @reading("countries")
    def region_of(self) -> dict[str, str]:
        """UN subregion by ISO3 code; sites beyond national jurisdiction have none."""
        named = self.atlas.countries[self.atlas.countries["iso_a3"] != ""]
        regions = dict(zip(named["iso_a3"], named["region"], strict=True))
        return regions | {"GUF": "South America"}

    @reading("countries", "blocs")
    def name_of(self) -> dict[str, str]:
        """Name by ISO3 code or bloc id."""
        named = self.atlas.countries[self.atlas.countries["iso_a3"] != ""]
        countries = dict(zip(named["iso_a3"], named["name"], strict=True))
        blocs = dict(zip(self.atlas.blocs["bloc_id"], self.atlas.blocs["name"], strict=True))
        besides = {
            "ABNJ": "High seas (beyond national jurisdiction)",
            "GUF": "French Guiana",
            "ALL": "all countries",
        }
        besides |= {
            "ISA": "International Seabed Authority",
            "LME": "London Metal Exchange",
            "domestic": "domestic",
        }
        return besides | blocs | countries

    @reading("countries", "bloc_members")
    def places(self) -> dict[str, tuple[float, float]]:
        """Longitude and latitude of each country and bloc."""
        return party_places(self.atlas)

    def in_regions(self, regions: Iterable[str]) -> set[str]:
        """ISO3 codes of the countries in these UN subregions."""
        wanted = set(regions)
        return {iso3 for iso3, region in self.region_of.items() if region in wanted}

    @reading("agreements")
    def agreement_days(self) -> tuple[pd.Series, pd.Series]:
        """When each agreement was signed, and when it ends."""
        rows = self.atlas.agreements
        return first_days(rows["signed_date"]), first_days(rows["end_date"])

    def _states_at(self, day: date) -> pd.Series:
        rows = self.atlas.agreements
        at = pd.Timestamp(day)
        begun, over = self.agreement_days
        running_out = over.notna() & (over > at)
        live = rows["status"].isin(["signed", "in force"]) | (rows["status"].isin(ENDED) & running_out)
        states = {
            "later": begun.isna() | (begun > at),
            "announced": rows["status"] == "announced",
            "negotiating": rows["status"] == "negotiating",
            "live": live & (over.isna() | running_out),
        }
        found = np.select([mask.to_numpy() for mask in states.values()], list(states), default="ended")
        return pd.Series(found, index=rows.index)

    def _memberships_at(self, day: date) -> np.ndarray:
        rows = self.atlas.bloc_members
        return running(rows["from_date"], rows["to_date"], day).to_numpy()

    def _members(self, bloc: str, day: date) -> frozenset[str]:
        """ISO3 codes, and ids of member blocs, that count as members of ``bloc`` on ``day``."""
        rows = self.atlas.bloc_members
        mine = self.memberships_at(day) & (rows["bloc_id"] == bloc).to_numpy() & rows["counts"].to_numpy()
        return frozenset(rows["iso3"][mine])

    def span_of(self, bloc: str) -> tuple[str, str]:
        """First and last day a membership of ``bloc`` is known for, as ISO dates; "" where it is open."""
        rows = self.atlas.bloc_members
        rows = rows[(rows["bloc_id"] == bloc) & rows["counts"]]
        begun, over = first_days(rows["from_date"]), first_days(rows["to_date"])
        first = "" if rows.empty or begun.isna().any() else str(begun.min().date())
        last = "" if rows.empty or over.isna().any() else str(over.max().date())
        return first, last

    @reading("sites", "standard_adherence")
    def reach(self) -> dict[tuple[str, str], np.ndarray]:
        """Mask of the sites that each (standard, level) reaches; a pair that reaches none is left out."""
        if self.within is None:
            return reached_sites(self.atlas)
        larger, sites, _ = self.within
        left = {pair: mask[sites] for pair, mask in larger.reach.items()}
        return {pair: mask for pair, mask in left.items() if mask.any()}

    @reading("sites", "zones")
    def nearby(self) -> pd.DataFrame:
        """Columns ``site``, ``zone`` (row positions) and ``distance_km``, up to `FARTHEST_KM`, by site."""
        if self.within is None:
            return nearby_zones(self.atlas.sites, self.atlas.zones, within_km=FARTHEST_KM)
        larger, sites, zones = self.within
        pairs = larger.nearby
        pairs = pairs[sites[pairs["site"].to_numpy()] & zones[pairs["zone"].to_numpy()]]
        site_at, zone_at = np.cumsum(sites) - 1, np.cumsum(zones) - 1
        return pairs.assign(site=site_at[pairs["site"].to_numpy()], zone=zone_at[pairs["zone"].to_numpy()])

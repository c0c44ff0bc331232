"""Arrays that filters and measures use to find rows. Each is computed once for an Atlas."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date
from functools import cache, lru_cache

import numpy as np
import pandas as pd

from crmmap.atlas.adherence import reached_sites
from crmmap.atlas.anchors import party_places
from crmmap.atlas.bound import in_substance, partners_of
from crmmap.atlas.filters import COKING_COAL, ECOREGIONS, OCCURRENCES, POOR_CIRCLES
from crmmap.atlas.frames import Frames
from crmmap.atlas.lookup import Lists, Lookup, reading
from crmmap.atlas.proximity import nearby_zones
from crmmap.atlas.states import LIVE, agreement_states, measure_states
from crmmap.dates import POLICY_READ_TO, first_days, running, starts
from crmmap.schema.vocabulary import ALL_CRITICAL, OWN_SOURCE

FARTHEST_KM = 100
"""Sites farther than this from a zone have no distance to it."""
MOST_DAYS, MOST_MEMBERS = 128, 128 * 32
"""Days, and blocs on them, of which is kept what was looked up: anybody may ask for any day."""


class Lookups:
    """See the module; one for each Atlas, built as needed.

    Parameters
    ----------
    atlas
        Whose rows are looked up.
    within
        Lookups of a larger Atlas with the masks of the sites and zones that are left of it: what
        takes long to work out is taken from there.
    day
        On which those adhere to a standard who are meant where no day is named.
    """

    def __init__(
        self,
        atlas: Frames,
        *,
        within: tuple[Lookups, np.ndarray, np.ndarray] | None = None,
        day: date = POLICY_READ_TO,
    ) -> None:
        self.atlas = atlas
        self.within = within
        self.day = day
        self.members = lru_cache(MOST_MEMBERS)(self._members)
        self.memberships_at = lru_cache(MOST_DAYS)(self._memberships_at)
        self.agreement_states_at = lru_cache(MOST_DAYS)(self._agreement_states_at)
        self.measure_states_at = lru_cache(MOST_DAYS)(self._measure_states_at)
        self.parties_in_substance_at = lru_cache(MOST_DAYS)(self._parties_in_substance_at)
        self.adherents_at = lru_cache(MOST_DAYS)(self._adherents_at)
        self.bound_at = lru_cache(MOST_DAYS)(self._bound_at)
        self.reach_at = lru_cache(MOST_DAYS)(self._reach_at)
        self.codes = cache(self._codes)
        self.cells = cache(self._cells)

    def _codes(self, table: str, column: str) -> tuple[np.ndarray, list[str]]:
        """The place of each row's value in the list of different values."""
        codes, values = pd.factorize(getattr(self.atlas, table)[column].astype(object))
        return codes, [str(value) for value in values]

    def _cells(self, table: str, key: str, column: str) -> dict[str, str]:
        """The cells of a column by the keys of their rows; for a key twice, the first counts."""
        rows = getattr(self.atlas, table)[::-1]
        return dict(zip(rows[key], rows[column].astype(str), strict=True))

    def take_over(self, before: Lookups) -> None:
        """Take what another Atlas has worked out already, if it reads nothing but tables that
        both have.
        """
        for name, lookup in vars(Lookups).items():
            if (
                isinstance(lookup, Lookup)
                and name in vars(before)
                and all(
                    getattr(self.atlas, table) is getattr(before.atlas, table)
                    for table in lookup.tables
                )
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
        """Mask of the sites or zones that each part of ``Filters.exclude`` means."""
        sites, zones = self.atlas.sites, self.atlas.zones
        return {
            OCCURRENCES: (
                (sites["kind"] == "deposit")
                & (sites["status"] == "unknown")
                & ~sites["source_ids"].str.startswith(
                    OWN_SOURCE
                )  # who brings a row wants to see it
            ).to_numpy(),
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
    def agreement_minerals(self) -> Lists:
        return Lists(self.atlas.agreements["minerals"])

    @reading("trade_flows")
    def trade_minerals(self) -> Lists:
        return Lists(self.atlas.trade_flows["mineral"])

    @reading("import_reliance")
    def reliance_minerals(self) -> Lists:
        return Lists(self.atlas.import_reliance["mineral"])

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

    def in_places(self, regions: Iterable[str], countries: Iterable[str]) -> set[str]:
        """ISO3 codes of the countries, and of those in the UN subregions; empty if none is
        named.
        """
        return self.in_regions(regions) | set(countries)

    def _agreement_states_at(self, day: date) -> pd.Series:
        return agreement_states(self.atlas.agreements, day)

    def _measure_states_at(self, day: date) -> pd.Series:
        return measure_states(self.atlas.measures, day)

    def _parties_in_substance_at(self, day: date) -> Lists:
        """Who each agreement binds: its parties and its lead, and the members of blocs whose
        agreements bind them.

        An agreement of the European Union binds its members, one of the United Nations binds nobody
        else; the column ``resolves`` of the blocs says which.
        """
        blocs = self.atlas.blocs
        resolving = {
            bloc: self.members(bloc, day)
            for bloc in blocs.loc[blocs["resolves"] == "members", "bloc_id"]
        }
        rows = self.atlas.agreements
        return in_substance(rows["parties"].str.cat(rows["lead"], sep=";"), resolving)

    def _memberships_at(self, day: date) -> np.ndarray:
        rows = self.atlas.bloc_members
        return running(rows["from_date"], rows["to_date"], day).to_numpy()

    def _members(self, bloc: str, day: date) -> frozenset[str]:
        """ISO3 codes, and ids of member blocs, that count as members of ``bloc`` on ``day``."""
        rows = self.atlas.bloc_members
        mine = (
            self.memberships_at(day)
            & (rows["bloc_id"] == bloc).to_numpy()
            & rows["counts"].to_numpy()
        )
        return frozenset(rows["iso3"][mine])

    def span_of(self, bloc: str) -> tuple[str, str]:
        """First and last day a membership of ``bloc`` is known for, as ISO dates; "" where it is
        open.
        """
        rows = self.atlas.bloc_members
        rows = rows[(rows["bloc_id"] == bloc) & rows["counts"]]
        begun, over = first_days(rows["from_date"]), first_days(rows["to_date"])
        first = "" if rows.empty or begun.isna().any() else str(begun.min().date())
        last = "" if rows.empty or over.isna().any() else str(over.max().date())
        return first, last

    def _bound_at(
        self, day: date, minerals: tuple[str, ...]
    ) -> list[tuple[frozenset[str], frozenset[str]]]:
        """For each bloc its members on a day, and the others that are parties in substance to a
        live agreement with it that covers one of the minerals (any, if none is named).
        """
        rows = (self.agreement_states_at(day) == LIVE).to_numpy()
        if minerals:
            rows = rows & self.agreement_minerals.any_of(self.with_group(minerals))
        blocs = self.atlas.blocs["bloc_id"].tolist()
        members = [self.members(bloc, day) for bloc in blocs]
        lenses = [found | {bloc} for found, bloc in zip(members, blocs, strict=True)]
        partners = partners_of(self.parties_in_substance_at(day), rows, lenses)
        return list(zip(members, partners, strict=True))

    def _adherents_at(self, day: date) -> pd.DataFrame:
        """Rows of adherence that count on a day: from their first day on, or always where none
        is known.
        """
        rows = self.atlas.standard_adherence
        return rows[rows["counts"] & ~(starts(rows["since"]) > pd.Timestamp(day))]

    @reading("standards")
    def declaratory(self) -> frozenset[str]:
        """Standards to which a state adheres by declaring its support."""
        rows = self.atlas.standards
        return frozenset(rows.loc[rows["declaratory"], "standard_id"])

    def _reach_at(self, day: date) -> dict[tuple[str, str], np.ndarray]:
        """Mask of the sites that each (standard, level) reaches on a day; a pair that reaches
        none is left out.
        """
        if self.within is None:
            return reached_sites(self.atlas.sites, self.adherents_at(day), self.declaratory)
        larger, sites, _ = self.within
        left = {pair: mask[sites] for pair, mask in larger.reach_at(day).items()}
        return {pair: mask for pair, mask in left.items() if mask.any()}

    @property
    def reach(self) -> dict[tuple[str, str], np.ndarray]:
        """What `reach_at` gives on the day of this Atlas."""
        return self.reach_at(self.day)

    @reading("sites", "zones")
    def nearby(self) -> pd.DataFrame:
        """Columns ``site``, ``zone`` (row positions) and ``distance_km``, up to `FARTHEST_KM`,
        by site.
        """
        if self.within is None:
            return nearby_zones(self.atlas.sites, self.atlas.zones, within_km=FARTHEST_KM)
        larger, sites, zones = self.within
        pairs = larger.nearby
        pairs = pairs[sites[pairs["site"].to_numpy()] & zones[pairs["zone"].to_numpy()]]
        site_at, zone_at = np.cumsum(sites) - 1, np.cumsum(zones) - 1
        return pairs.assign(
            site=site_at[pairs["site"].to_numpy()], zone=zone_at[pairs["zone"].to_numpy()]
        )

"""The filters as one value that pages, addresses and the command line share."""

from __future__ import annotations

from dataclasses import dataclass, fields, replace
from datetime import date
from typing import Any, Self

from crmmap.dates import POLICY_READ_TO

OCCURRENCES = "documented occurrences"
COKING_COAL = "coking coal alone"
ECOREGIONS = "ecoregions"
POOR_CIRCLES = "poor circles"
OF_TABLE = {"sites": (OCCURRENCES, COKING_COAL), "zones": (ECOREGIONS, POOR_CIRCLES)}
"""Which rows of a table can be left out, by what they are."""
EXCLUDABLE = (*OF_TABLE["sites"], *OF_TABLE["zones"])
"""What the map leaves out when it opens: a deposit of unknown status is no project, coking coal
is 894 sites of one bulk commodity, ecoregions are context, a poor circle says little about where
the zone lies."""

RELATIONS = ("both", "members", "partners")
MATCHES = ("any", "all")
NOT_LIVE = ("announced", "negotiating", "ended")
NEAR_KM = (5, 10, 25, 50)


@dataclass(frozen=True, kw_only=True)
class Filters:
    """A selection: conjunctive across kinds, disjunctive within a kind, empty means all.

    ``Filters()`` restricts nothing but the date, ``Filters.default()`` is what the app opens with.

    Attributes
    ----------
    as_of
        Agreements, memberships and measures are taken as they stood on this day; sites and zones
        have no date.
    minerals
        Rows that list one of them, or all critical raw materials as a group where the EU or the US
        lists the mineral.
    kinds, statuses, confidence
        Of sites.
    blocs, relation
        The partner lens. Sites in a member country (``members``), in a country that has a live
        agreement with the bloc or a member of it (``partners``), or either (``both``).
    modes, legal_force
        Of agreements.
    also
        Agreements that are not live but wanted: ``announced``, ``negotiating``, ``ended``.
    standards, standards_match
        Sites that a standard reaches through the site, its owner or its country; agreements whose
        provisions name it.
    regions, countries
        UN subregions; ISO 3166-1 alpha-3 codes. They are one kind: a row fits that lies in any of
        them.
    zone_categories, sensitivities
        Of zones.
    near_km, near_zones
        Sites within this geodesic distance of a zone: of those whose ``zone_id`` is named, else of
        any zone shown.
    exclude
        Some of `EXCLUDABLE`.

    Examples
    --------
    >>> chosen = Filters(minerals=("Cobalt",), countries=("COD",))
    >>> chosen.but(countries=()).minerals
    ('Cobalt',)
    >>> chosen.changed(since=Filters())
    ['minerals', 'countries']
    """

    as_of: date = POLICY_READ_TO
    minerals: tuple[str, ...] = ()
    kinds: tuple[str, ...] = ()
    statuses: tuple[str, ...] = ()
    confidence: tuple[str, ...] = ()
    blocs: tuple[str, ...] = ()
    relation: str = "both"
    modes: tuple[str, ...] = ()
    legal_force: tuple[str, ...] = ()
    also: tuple[str, ...] = ()
    standards: tuple[str, ...] = ()
    standards_match: str = "any"
    regions: tuple[str, ...] = ()
    countries: tuple[str, ...] = ()
    zone_categories: tuple[str, ...] = ()
    sensitivities: tuple[str, ...] = ()
    near_km: float | None = None
    near_zones: tuple[str, ...] = ()
    exclude: tuple[str, ...] = ()

    def __post_init__(self) -> None:
        if not isinstance(self.as_of, date):
            raise TypeError(
                f"as_of must be a datetime.date, got {self.as_of!r}; try date.fromisoformat(…)"
            )
        for name, allowed in {
            "relation": RELATIONS,
            "standards_match": MATCHES,
        }.items():
            if getattr(self, name) not in allowed:
                raise ValueError(f"{name} must be one of {allowed}, got {getattr(self, name)!r}")
        for name, allowed in {"also": NOT_LIVE, "exclude": EXCLUDABLE}.items():
            unknown = set(getattr(self, name)) - set(allowed)
            if unknown:
                raise ValueError(f"{name} holds {sorted(unknown)}; allowed are {allowed}")
        if self.near_km is not None and not 0 <= self.near_km <= 100:
            raise ValueError(f"near_km must be from 0 to 100 km, got {self.near_km!r}")
        for field in fields(self):
            if field.type.startswith("tuple") and not isinstance(getattr(self, field.name), tuple):
                raise TypeError(f"{field.name} must be a tuple, got {getattr(self, field.name)!r}")

        # the order means nothing, so that equal selections are equal
        in_order = tuple(part for part in EXCLUDABLE if part in self.exclude)
        object.__setattr__(self, "exclude", in_order)

    @classmethod
    def default(cls) -> Self:
        """What the app opens with: the newest date, and without `EXCLUDABLE`."""
        return cls(exclude=EXCLUDABLE)

    def but(self, **changes: Any) -> Self:
        """The same selection with some settings changed.

        Parameters
        ----------
        **changes
            Settings by their names.

        Returns
        -------
        Filters
            A new selection; the given one stays as it is.
        """
        return replace(self, **changes)

    def changed(self, since: Filters) -> list[str]:
        """Names of the settings in which this selection differs from another, in their order
        here.

        Parameters
        ----------
        since
            The selection to compare with.

        Returns
        -------
        list of str
            Empty if both are the same.
        """
        return [f.name for f in fields(self) if getattr(self, f.name) != getattr(since, f.name)]

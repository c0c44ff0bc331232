"""The filters, one row each: word, label, options, masks, counts, and what a sentence says of it.

The address, the command line, the bar, the counts of options and the sentence above a table read
these rows. A new filter is a field of `Filters` and a row here.
"""

from __future__ import annotations

from collections.abc import Callable

from crmmap.atlas import counts, masks
from crmmap.atlas import filter_names as names
from crmmap.atlas.filter_spec import BAR, OF_AGREEMENTS, OF_AREAS, OF_SITES, FilterSpec
from crmmap.atlas.filters import (
    EXCLUDABLE,
    MATCHES,
    NEAR_KM,
    NOT_LIVE,
    OF_TABLE,
    RELATIONS,
    Filters,
)
from crmmap.atlas.lookups import Lookups
from crmmap.atlas.masks import PLACES
from crmmap.schema.vocabulary import (
    CONFIDENCES,
    HIGH_SEAS,
    KINDS,
    LEGAL_FORCES,
    MODES,
    SENSITIVITIES,
    STATUSES,
    ZONE_CATEGORIES,
)


def _rows(table: str, column: str) -> Callable[[Lookups], tuple[str, ...]]:
    return lambda lookups: tuple(getattr(lookups.atlas, table)[column])


FILTERS = (
    FilterSpec(
        name="minerals",
        word="mineral",
        label="Mineral",
        help="Mineral, as in minerals.csv.",
        group=BAR,
        options=_rows("minerals", "mineral"),
        option_name=names.mineral,
        masks={
            "sites": lambda lookups, filters: lookups.site_minerals.any_of(filters.minerals),
            "agreements": masks.agreements_on_minerals,
            "measures": masks.measures_on_minerals,
            **masks.SERIES_ON_MINERALS,
        },
        count=lambda lookups, _filters, rows: lookups.site_minerals.counts(rows),
        phrase=names.with_minerals,
    ),
    FilterSpec(
        name="kinds",
        word="kind",
        label="Kind of site",
        help=f"Kind of site: {', '.join(KINDS)}.",
        group=OF_SITES,
        options=KINDS,
        option_name=names.kind,
        masks={"sites": lambda lookups, filters: lookups.site_kinds.any_of(filters.kinds)},
        count=lambda lookups, _filters, rows: lookups.site_kinds.counts(rows),
        ticked=True,
    ),
    FilterSpec(
        name="statuses",
        word="status",
        label="Status",
        help=f"Status of site: {', '.join(STATUSES)}.",
        group=OF_SITES,
        options=STATUSES,
        masks={"sites": masks.isin("sites", "status", "statuses")},
        count=counts.in_column("sites", "status"),
        ticked=True,
    ),
    FilterSpec(
        name="confidence",
        word="confidence",
        label="Location quality",
        help=f"Confidence of position: {', '.join(CONFIDENCES)}.",
        group=OF_SITES,
        options=CONFIDENCES,
        masks={"sites": masks.isin("sites", "confidence", "confidence")},
        count=counts.in_column("sites", "confidence"),
        ticked=True,
    ),
    FilterSpec(
        name="blocs",
        word="bloc",
        label="Partner bloc",
        help="Partner bloc by its id, such as EU, US, CHINA, BRICS.",
        group=BAR,
        options=_rows("blocs", "bloc_id"),
        option_name=names.party,
        masks={"sites": masks.sites_of_blocs, "agreements": masks.agreements_of_blocs},
        count=counts.of_blocs,
        phrase=names.of_blocs,
    ),
    FilterSpec(
        name="relation",
        word="relation",
        label="Show",
        help="Countries of a bloc: its members, those with an agreement with it, or both.",
        group=OF_AGREEMENTS,
        options=RELATIONS,
        option_name=names.relation,
        shapes="blocs",
        single=True,
    ),
    FilterSpec(
        name="modes",
        word="mode",
        label="Character of the agreement",
        tip="Our classification of each agreement. The card of an agreement gives the reason.",
        help=f"Diplomacy mode: {', '.join(MODES)}.",
        group=OF_AGREEMENTS,
        options=MODES,
        masks={
            "agreements": masks.isin("agreements", "diplomacy_mode", "modes"),
            "measures": masks.isin("measures", "mode", "modes"),
        },
        counted="agreements",
        count=counts.in_column("agreements", "diplomacy_mode"),
        ticked=True,
    ),
    FilterSpec(
        name="legal_force",
        word="force",
        label="Legal force",
        help=f"Legal force: {', '.join(LEGAL_FORCES)}.",
        group=OF_AGREEMENTS,
        options=LEGAL_FORCES,
        option_name=names.force,
        masks={"agreements": masks.isin("agreements", "legal_force", "legal_force")},
        counted="agreements",
        count=counts.in_column("agreements", "legal_force"),
        ticked=True,
    ),
    FilterSpec(
        name="also",
        word="also",
        label="Include agreements that are",
        tip="Shown beside the agreements that are in force.",
        help="Agreements that are not live: announced, negotiating, ended.",
        group=OF_AGREEMENTS,
        options=NOT_LIVE,
        kind="as_of",
        counted="agreements",
        count=counts.of_states,
        ticked=True,
    ),
    FilterSpec(
        name="regions",
        word="region",
        label="Place",
        help="UN subregion.",
        group=BAR,
        options=lambda lookups: tuple(dict.fromkeys(lookups.region_of.values())),
        masks=masks.IN_PLACES,
        kind=PLACES,
        count=counts.of_regions,
        phrase=names.in_places,
    ),
    FilterSpec(
        name="countries",
        word="country",
        label="Place",
        help="Country by its ISO 3166-1 alpha-3 code.",
        group=BAR,
        options=lambda lookups: (*lookups.region_of, HIGH_SEAS),
        option_name=names.party,
        masks=masks.IN_PLACES,
        kind=PLACES,
        count=counts.in_column("sites", "iso3"),
        phrase=names.in_places,
    ),
    FilterSpec(
        name="standards",
        word="standard",
        label="Governance standard",
        help="Governance standard by its id, such as IRMA.",
        group=BAR,
        options=_rows("standards", "standard_id"),
        option_name=names.standard,
        masks={"sites": masks.sites_covered, "agreements": masks.agreements_naming_standards},
        count=counts.of_standards,
        phrase=names.covered_by,
    ),
    FilterSpec(
        name="standards_match",
        word="match",
        label="Sites covered by",
        help="Sites that any of the standards covers, or all of them.",
        group=OF_AGREEMENTS,
        options=MATCHES,
        option_name=names.match,
        shapes="standards",
        single=True,
    ),
    FilterSpec(
        name="zone_categories",
        word="zone",
        label="Kind of area",
        help=f"Category of zone: {', '.join(ZONE_CATEGORIES)}.",
        group=OF_AREAS,
        options=ZONE_CATEGORIES,
        masks={"zones": masks.isin("zones", "category", "zone_categories")},
        counted="zones",
        count=counts.in_column("zones", "category"),
    ),
    FilterSpec(
        name="sensitivities",
        word="sensitivity",
        label="Sensitivity",
        help=f"Sensitivity of zone: {', '.join(SENSITIVITIES)}.",
        group=OF_AREAS,
        options=SENSITIVITIES,
        masks={"zones": masks.isin("zones", "sensitivity", "sensitivities")},
        counted="zones",
        count=counts.in_column("zones", "sensitivity"),
        ticked=True,
    ),
    FilterSpec(
        name="near_km",
        word="near",
        label="Only sites near such an area",
        tip="The distance on the ground to the boundary, or to the edge of an approximate extent.",
        help="Sites within km of a zone.",
        group=OF_AREAS,
        options=tuple(map(str, NEAR_KM)),
        option_name=names.distance,
        value=float,
        masks={"sites": lambda lookups, filters: masks.near(lookups, filters, zones_shown)},
        single=True,
        phrase=names.near,
    ),
    FilterSpec(
        name="near_zones",
        word="near_zone",
        label="Near these areas",
        help="With --near: these zones alone, by zone_id.",
        group=OF_AREAS,
        options=_rows("zones", "zone_id"),
        option_name=names.area,
    ),
    FilterSpec(
        name="exclude",
        word="exclude",
        label="Included",
        help="What to leave out; “none” shows occurrences, coking coal, ecoregions and poor "
        "circles too.",
        group=OF_SITES,
        options=EXCLUDABLE,
        masks={table: masks.without(*parts) for table, parts in OF_TABLE.items()},
        former_word="leave_out",
    ),
)
"""In the order of their words in an address, and in which a sentence speaks of them."""

BY_NAME = {spec.name: spec for spec in FILTERS}
LABELS = {
    **{spec.kind or spec.name: spec.label for spec in FILTERS},
    **{part: label for part, (label, _) in names.LEFT_OUT.items()},
    "as_of": "Date",
}
"""How each kind of filter is called, and each part that can be left out."""


def masks_of(table: str, lookups: Lookups, filters: Filters) -> masks.Masks:
    """One mask over the rows of a table for each kind of filter that is set, and for the date."""
    found: masks.Masks = {"as_of": masks.AS_OF[table](lookups, filters)}
    for spec in filters_set(filters):
        if table in spec.masks and spec.kind not in found:
            found |= mask_of(spec, table, lookups, filters)
    return found


def mask_of(spec: FilterSpec, table: str, lookups: Lookups, filters: Filters) -> masks.Masks:
    """The mask of a filter that is set, or those of its parts."""
    mask = spec.masks[table](lookups, filters)
    return mask if isinstance(mask, dict) else {spec.kind or spec.name: mask}


def filters_set(filters: Filters) -> list[FilterSpec]:
    """The filters that restrict something, in their order; a distance of 0 km does."""
    changed = set(filters.changed(Filters()))
    return [spec for spec in FILTERS if spec.name in changed]


def zones_shown(lookups: Lookups, filters: Filters) -> masks.Rows:
    """The zones that all filters leave."""
    return masks.together(masks_of("zones", lookups, filters))

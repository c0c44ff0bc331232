"""The cards of a bloc, a company, a standard, and of an entity of the briefing paper."""

from __future__ import annotations

from crmmap.atlas.atlas import Atlas
from crmmap.atlas.filters import Filters
from crmmap.atlas.masks import host_countries
from crmmap.describe.details.detail_model import (
    Details,
    Fact,
    Section,
    as_of,
    known,
    live_agreements,
    measures_by,
    names,
    place_of,
    position_of,
    row_of,
    shortened,
    source_facts,
)
from crmmap.describe.paper_entities import reach
from crmmap.names import holds_company


def bloc(atlas: Atlas, filters: Filters, key: str) -> Details:
    """A bloc, or a state as an actor."""
    row = row_of(atlas.blocs, "bloc_id", key)
    members = sorted(atlas.lookups.members(key, filters.as_of))
    first, last = atlas.lookups.span_of(key)
    place = position_of(atlas.blocs, "bloc_id", key)
    partners = sorted(
        host_countries(atlas.lookups, filters.but(relation="partners"))[place]
        & set(atlas.lookups.region_of)
    )
    facts = known(
        Fact("Kind", row["kind"]),
        Fact("Founded", row["founded"]),
        Fact("Status", row["status"]),
        Fact("Memberships run", f"{first or 'always'} to {last or 'now'}" if first or last else ""),
        Fact("Members", f"{len(members)} {as_of(filters)}{_presumed(atlas, key, members)}"),
        Fact(
            "Its agreements",
            "make its members parties in substance"
            if row["resolves"] == "members"
            else "bind the bloc alone",
        ),
        Fact("Member states", names(atlas, ";".join(members))),
        Fact(
            "Partners by live agreement",
            f"{len(partners)}: {names(atlas, ';'.join(partners))}"
            if partners
            else "none on record",
        ),
    )
    return Details(
        title=row["name"],
        subtitle=f"Bloc · {row['kind']}",
        sections=[
            Section("Facts", facts),
            Section(
                "Live agreements of the bloc itself",
                shortened(live_agreements(atlas, filters, [key], blocs_too=False)),
                empty="No live agreement on record.",
            ),
            Section(
                "Measures it imposes",
                shortened(measures_by(atlas, filters, key)),
                empty="No measure on record.",
            ),
            Section("Source", source_facts(row)),
        ],
        place=place_of(atlas, [key], 2.5),
        cautions=[] if members else [f"No member on record {as_of(filters)}."],
    )


def standard(atlas: Atlas, filters: Filters, key: str) -> Details:
    """A governance standard."""
    row = row_of(atlas.standards, "standard_id", key)
    rows = atlas.standard_adherence[atlas.standard_adherence["standard_id"] == key]
    adherents = rows[rows["counts"]]
    facts = known(
        Fact("Issuer", row["issuer"]),
        Fact("Level", row["level"]),
        Fact("Bindingness", row["bindingness"]),
        Fact("Themes", row["themes"].replace(";", ", ")),
        Fact("Assurance", row["assurance"]),
        Fact("Evidence as of", row["as_of"]),
        Fact("Note", row["notes"]),
        Fact("Address", row["url"], url=row["url"]),
    )
    listed = [
        Fact(
            r.status,
            atlas.lookups.name_of.get(r.subject, r.subject),
            target=("sites", r.site_id)
            if r.site_id
            else ("countries", r.iso3)
            if r.subject_kind == "country"
            else None,
        )
        for r in adherents.itertuples()
    ]
    return Details(
        title=row["name"],
        subtitle=f"Governance standard · {row['bindingness']}",
        sections=[
            Section("Facts", facts),
            Section(
                f"Adherents on record ({len(adherents)})",
                shortened(listed),
                empty="No adherent on record.",
            ),
        ],
        cautions=[
            f"{len(rows) - len(adherents)} more rows do not count: suspended, delisted, under "
            "assessment …"
        ]
        if len(rows) > len(adherents)
        else [],
    )


def _presumed(atlas: Atlas, bloc: str, members: list[str]) -> str:
    """How many memberships are presumed, and how many have no first day."""
    rows = atlas.bloc_members
    rows = rows[(rows["bloc_id"] == bloc) & rows["counts"] & rows["iso3"].isin(members)]
    presumed = int(rows["role"].str.contains("presumed").sum())
    undated = int((rows["from_date"] == "").sum())
    said = [f"{presumed} of them presumed"] if presumed else []
    said += [f"{undated} without a known first day"] if undated else []
    return "".join(f"; {part}" for part in said)


def company(atlas: Atlas, filters: Filters, key: str) -> Details:
    """An owner of sites, or a company that adheres to a standard."""
    owns = atlas.sites["owner"].map(
        {owner: holds_company(owner, key) for owner in atlas.sites["owner"].unique()}
    )
    sites = atlas.sites[owns]
    rows = atlas.standard_adherence
    rows = rows[(rows["subject_kind"] == "company") & rows["counts"]]
    adheres = rows[
        rows["subject"]
        .map(lambda name: holds_company(key, name) or holds_company(name, key))
        .astype(bool)
    ]
    found = [
        Fact(r.country, str(r.name), target=("sites", str(r.site_id)))
        for r in sites.itertuples(index=False)
    ]
    return Details(
        title=key,
        subtitle=f"Company · {len(sites)} sites on record",
        sections=[
            Section(
                "Sites whose owner's name holds these words",
                shortened(found, "more sites"),
                empty="No site on record.",
            ),
            Section(
                "Standards it adheres to",
                [
                    Fact(r.standard_id, r.status, target=("standards", str(r.standard_id)))
                    for r in adheres.itertuples()
                ],
                empty="No record of adherence.",
            ),
        ],
        place=(float(sites["latitude"].iloc[0]), float(sites["longitude"].iloc[0]), 4)
        if len(sites)
        else None,
        cautions=["Owners are as the inventories give them and may be out of date."],
    )


def entity(atlas: Atlas, filters: Filters, key: str) -> Details:
    """Something that the briefing paper names; the filters do not matter to it."""
    row = row_of(atlas.paper_entities, "entity", key)
    facts = known(
        Fact("Kind", row["type"]),
        Fact("Where in the paper", row["paper_location"]),
        Fact("Country", names(atlas, row["iso3"])),
        Fact("Note", row["notes"]),
    )
    leads = [
        Fact("", reached.text, target=(reached.table, reached.key) if reached.table else None)
        for reached in reach(atlas, key)
    ]
    located = row["latitude"] == row["latitude"]
    return Details(
        title=key,
        subtitle=f"Named in the briefing paper · {row['type']}",
        sections=[Section("In the paper", facts), Section("On this map", leads)],
        place=(float(row["latitude"]), float(row["longitude"]), 5) if located else None,
        cautions=["Its position is approximate."] if located else [],
    )

"""What each table must hold: one pandera schema a table, with its references. Every rule stands
here once.
"""

from __future__ import annotations

from crmmap.schema.diplomacy_tables import DIPLOMACY_TABLES
from crmmap.schema.rules import Reference, Table, keyed, number, one_of, text, url
from crmmap.schema.site_tables import SITE_TABLES
from crmmap.schema.supply_tables import SUPPLY_TABLES
from crmmap.schema.vocabulary import LICENCE_CLASSES

REACHES = {
    "site": ("sites", "site_id"),
    "agreement": ("agreements", "agreement_id"),
    "measure": ("measures", "measure_id"),
    "bloc": ("blocs", "bloc_id"),
    "standard": ("standards", "standard_id"),
    "country": ("countries", "iso_a3"),
    "mineral": ("minerals", "mineral"),
    "event": ("timeline", "date"),
}
"""By which word an entity of the paper leads to a row of which table, and the column of its key."""
REACHED_BY = (*REACHES, "company", "region", "zones", "kind", "position", "card", "page")

TABLES: dict[str, Table] = {
    "sources": Table(
        "sources.csv",
        {
            "source_id": text(empty=False, unique=True),
            "title": text(empty=False),
            "publisher": text(empty=False),
            "version": text(),
            "licence": text(empty=False),
            "licence_class": one_of(LICENCE_CLASSES),
            "address": url(),
            "tables": text(empty=False),
            "attribution": text(empty=False),
            "caution": text(),
        },
    ),
    **SUPPLY_TABLES,
    **SITE_TABLES,
    **DIPLOMACY_TABLES,
    "paper_entities": Table(
        "paper_entities.csv",
        {
            "entity": text(empty=False, unique=True),
            "type": text(empty=False),
            "map_shows": text(),
            "iso3": text(),
            "latitude": number(-90, 90),
            "longitude": number(-180, 180),
            "reach": keyed(REACHED_BY),
        },
        (
            Reference("iso3", ("countries.iso_a3",)),
            *(
                Reference("reach", (f"{table}.{column}",), prefix=f"{word}:")
                for word, (table, column) in REACHES.items()
            ),
        ),
    ),
}
"""Every table by its name."""

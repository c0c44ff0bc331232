"""What of the tables can be selected by an address."""

from __future__ import annotations

from crmmap.atlas.atlas import Atlas

FEATURES = {
    "sites": "site_id",
    "zones": "zone_id",
    "agreements": "agreement_id",
    "countries": "iso_a3",
    "blocs": "bloc_id",
    "standards": "standard_id",
    "measures": "measure_id",
    "paper_entities": "entity",
}
"""Tables whose rows can be selected, and their key columns. Companies are selected by name, as
``companies``, and two parties by their ids, as ``pairs``."""


def is_feature(atlas: Atlas, table: str, key: str) -> bool:
    """Whether ``table`` has a row ``key`` that can be selected."""
    if table == "pairs":
        ends = key.split("|")
        return (
            len(ends) == 2
            and ends[0] != ends[1]
            and all(end in atlas.lookups.places for end in ends)
        )
    if table == "companies":
        return bool(key) and bool(atlas.sites["owner"].str.contains(key, regex=False).any())
    return (
        bool(key)
        and table in FEATURES
        and bool((getattr(atlas, table)[FEATURES[table]] == key).any())
    )

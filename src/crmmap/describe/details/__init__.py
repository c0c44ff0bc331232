"""The card of one feature: all that is known of it, as sections of facts."""

from __future__ import annotations

from crmmap.atlas.atlas import Atlas
from crmmap.atlas.filters import Filters
from crmmap.describe.details.agreements import agreement, measure, pair
from crmmap.describe.details.countries import country
from crmmap.describe.details.detail_model import Details, Fact, Section
from crmmap.describe.details.parties import bloc, company, entity, standard
from crmmap.describe.details.sites import site
from crmmap.describe.details.zones import zone

__all__ = ["Details", "Fact", "Section", "details"]

_TABLES = {
    "sites": site,
    "zones": zone,
    "agreements": agreement,
    "measures": measure,
    "pairs": pair,
    "countries": country,
    "blocs": bloc,
    "standards": standard,
    "companies": company,
    "paper_entities": entity,
}


def details(atlas: Atlas, filters: Filters, table: str, key: str) -> Details:
    """Facts of the row ``key`` of ``table`` as of the date of ``filters``.

    Parameters
    ----------
    atlas
        The whole Atlas, not a filtered one: a feature keeps its facts when filters hide it.

    Raises
    ------
    KeyError
        If there is no such row.
    """
    return _TABLES[table](atlas, filters, key)

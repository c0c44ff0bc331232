"""Who could step in: sites on record outside the country that leads a mineral."""

from __future__ import annotations

import pandas as pd

from crmmap.atlas.atlas import Atlas
from crmmap.measures.concentration import concentration
from crmmap.schema.vocabulary import KINDS, leading_kind

STAGE_OF_KIND = {"mine": "mine", "deposit": "mine"} | dict.fromkeys(
    ("smelter", "refinery", "processing_plant", "recycling_plant"), "refinery"
)
"""The stage to which a site of a kind could add supply."""


def alternatives(atlas: Atlas, *, mineral: str) -> pd.DataFrame:
    """Sites that list a mineral and lie outside the country that leads its stage.

    That a site is on record says nothing about how much it could supply, or when.

    Parameters
    ----------
    atlas
        The tables; of a filtered Atlas only its own sites are told.
    mineral
        As in ``minerals.csv``.

    Returns
    -------
    DataFrame
        A row for each site: ``site_id``, ``name``, ``iso3``, ``country``, ``kind`` (one, the
        furthest along the chain), ``stage``, ``status``, ``owner``, ``source_ids``. ``leader`` and
        ``leader_name`` are of the stage, or of the other stage where it has no series; "" where
        neither has one, and then no country is left out.

    Examples
    --------
    >>> import crmmap
    >>> table = alternatives(crmmap.load(), mineral="Gallium")
    >>> "CHN" in set(table.loc[table["stage"] == "refinery", "iso3"])
    False
    """
    sites = pd.DataFrame(atlas.sites.drop(columns="geometry"))
    held = atlas.lookups.site_minerals.any_of([mineral])
    kinds = pd.Series([list(KINDS)[kind] for kind in leading_kind(sites["kind"])], dtype=str)
    sites = sites.assign(kind=kinds.to_numpy())[held]
    series = concentration(atlas)
    series = series[series["mineral"] == mineral].set_index("stage")
    sites["stage"] = sites["kind"].map(STAGE_OF_KIND)
    for column in ("leader", "leader_name"):
        known = dict(series[column])
        for stage, other in (("mine", "refinery"), ("refinery", "mine")):
            known.setdefault(stage, series[column].get(other, ""))
        sites[column] = sites["stage"].map(known)
    columns = ["site_id", "name", "iso3", "country", "kind", "stage", "status", "owner"]
    outside = sites[sites["iso3"] != sites["leader"]]
    return outside[[*columns, "source_ids", "leader", "leader_name"]].reset_index(drop=True)

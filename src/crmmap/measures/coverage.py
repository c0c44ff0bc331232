"""How complete, how old and how certain the data are."""

from __future__ import annotations

from dataclasses import fields

import pandas as pd

from crmmap.atlas.atlas import Atlas
from crmmap.atlas.frames import Frames
from crmmap.dates import POLICY_READ_TO

AGE_COLUMNS = ("as_of", "as_of_year", "year")
READ, UNVERIFIED = "source page read", "unverified"


def coverage(atlas: Atlas) -> pd.DataFrame:
    """How many rows each table holds, how old its evidence is, and how well it is confirmed.

    Parameters
    ----------
    atlas
        The tables; of a filtered Atlas only its own rows are counted.

    Returns
    -------
    DataFrame
        A row a table: ``table``, ``rows``, ``oldest`` and ``newest`` (year of the evidence, ""
        where the table has none), ``undated`` (rows), ``source_read`` and ``unverified`` (rows by
        ``provenance``, NaN where the table has no such column), ``low_confidence`` (rows,
        likewise).

    Examples
    --------
    >>> import crmmap
    >>> atlas = crmmap.load()
    >>> table = coverage(atlas).set_index("table")
    >>> bool(table.loc["sites", "rows"] == len(atlas.sites))
    True
    """
    table = []
    for field in fields(Frames):
        rows = getattr(atlas, field.name)
        years = _years(rows)
        known = years.dropna()
        provenance, confidence = rows.get("provenance"), rows.get("confidence")
        table.append(
            {
                "table": field.name,
                "rows": len(rows),
                "oldest": str(int(known.min())) if len(known) else "",
                "newest": str(int(known.max())) if len(known) else "",
                "undated": int(years.isna().sum()),
                "source_read": float("nan")
                if provenance is None
                else int((provenance == READ).sum()),
                "unverified": float("nan")
                if provenance is None
                else int((provenance == UNVERIFIED).sum()),
                "low_confidence": float("nan")
                if confidence is None
                else int((confidence == "low").sum()),
            }
        )
    return pd.DataFrame(table)


def evidence_days(atlas: Atlas) -> pd.DataFrame:
    """The newest day of the evidence on sites, on production and on policy; they are not the same.

    Parameters
    ----------
    atlas
        The tables; a filter changes nothing.

    Returns
    -------
    DataFrame
        ``evidence`` (sites, production or policy), ``newest`` (a year or a day, as text; "" where
        none is known).

    Examples
    --------
    >>> import crmmap
    >>> atlas = crmmap.load()
    >>> evidence_days(atlas)["evidence"].tolist()
    ['sites', 'production', 'policy']
    """
    sites = atlas.sites["as_of_year"].max()
    statuses = atlas.sites["status_as_of"].max() if len(atlas.sites) else ""
    production = _years(atlas.production).max()
    read = [str(atlas.agreements["as_of"].max()), str(atlas.measures["as_of"].max())]
    policy = str(POLICY_READ_TO) if atlas.folder is None else max(read)
    rows = [
        ("sites", max(str(statuses or ""), "" if pd.isna(sites) else f"{sites:.0f}")),
        ("production", "" if pd.isna(production) else f"{production:.0f}"),
        ("policy", policy),
    ]
    return pd.DataFrame(rows, columns=["evidence", "newest"])


def _years(rows: pd.DataFrame) -> pd.Series:
    column = next((name for name in AGE_COLUMNS if name in rows), None)
    if column is None:
        return pd.Series(float("nan"), index=rows.index)
    return pd.to_numeric(
        rows[column].astype(str).str.extract(r"(\d{4})(?!.*\d{4})")[0], errors="coerce"
    )


def coverage_by_region(atlas: Atlas) -> pd.DataFrame:
    """What is known of the sites of each UN subregion.

    Parameters
    ----------
    atlas
        The tables; of a filtered Atlas only its own sites are counted.

    Returns
    -------
    DataFrame
        A row a region: ``region``, ``sites``, ``status_unknown``, ``owner_unknown``,
        ``low_confidence`` (sites), each also as a part of them (``…_share``), ``median_year`` of
        the evidence. The largest first.

    Examples
    --------
    >>> import crmmap
    >>> atlas = crmmap.load()
    >>> table = coverage_by_region(atlas)
    >>> bool(table["sites"].sum() <= len(atlas.sites))
    True
    """
    sites = atlas.sites
    rows = pd.DataFrame(
        {
            "region": sites["iso3"]
            .map(atlas.lookups.region_of)
            .fillna("Beyond national jurisdiction"),
            "status_unknown": sites["status"] == "unknown",
            "owner_unknown": sites["owner"] == "",
            "low_confidence": sites["confidence"] == "low",
            "year": sites["as_of_year"],
        }
    )
    flags = ["status_unknown", "owner_unknown", "low_confidence"]
    grouped = rows.groupby("region")
    table = grouped[flags].sum().assign(sites=grouped.size(), median_year=grouped["year"].median())
    for flag in flags:
        table[f"{flag}_share"] = table[flag] / table["sites"]
    order = ["sites", *(name for flag in flags for name in (flag, f"{flag}_share")), "median_year"]
    return table[order].sort_values("sites", ascending=False).reset_index()


def coverage_by_source(atlas: Atlas) -> pd.DataFrame:
    """How many sites and zones each source stands behind; a site may have several.

    Parameters
    ----------
    atlas
        The tables; of a filtered Atlas only its own sites and zones are counted.

    Returns
    -------
    DataFrame
        The rows of ``sources`` with ``sites`` and ``zones`` (rows that name the source).

    Examples
    --------
    >>> import crmmap
    >>> atlas = crmmap.load()
    >>> table = coverage_by_source(atlas)
    >>> bool((table[["sites", "zones"]] >= 0).all(axis=None))
    True
    """
    sites = atlas.sites["source_ids"].str.split(";").explode().value_counts()
    zones = atlas.zones["source_id"].value_counts()
    ids = atlas.sources["source_id"]
    counted = atlas.sources.assign(
        sites=ids.map(sites).fillna(0).astype(int), zones=ids.map(zones).fillna(0).astype(int)
    )
    return counted.sort_values(["sites", "zones"], ascending=False, ignore_index=True)

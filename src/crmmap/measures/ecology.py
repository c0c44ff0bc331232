"""Where sites lie close to protected and sensitive areas; distances say nothing about harm."""

from __future__ import annotations

import pandas as pd

from crmmap.atlas.atlas import Atlas

CLASSES_KM = (5, 10, 25, 50)
CIRCLE, OUTLINE = "equal-area circle", "outline"


def near_pairs(atlas: Atlas, *, within_km: float) -> pd.DataFrame:
    """Sites and the zones within a geodesic distance of them; ecoregions and circles of poor
    reliability are kept out.

    Parameters
    ----------
    atlas
        The tables; of a filtered Atlas only its own sites and zones are compared.
    within_km
        From 0 (inside) to 100.

    Returns
    -------
    DataFrame
        A row a site and zone: ``site_id``, ``zone_id``, ``category``, ``shape`` (`OUTLINE` or
        `CIRCLE`), ``distance_km`` (0 inside). The nearest first.

    Raises
    ------
    ValueError
        If ``within_km`` is outside 0 to 100.

    Examples
    --------
    >>> import crmmap
    >>> atlas = crmmap.load()
    >>> pairs = near_pairs(atlas, within_km=5)
    >>> bool(pairs["distance_km"].between(0, 5).all())
    True
    """
    if not 0 <= within_km <= 100:
        raise ValueError(f"within_km is {within_km}; distances are known from 0 to 100 km")
    zones = atlas.zones
    counted = (
        (zones["category"] != "ecoregion") & (zones["circle_reliability"] != "poor")
    ).to_numpy()
    pairs = atlas.lookups.nearby
    pairs = pairs[
        counted[pairs["zone"].to_numpy()] & (pairs["distance_km"] <= within_km).to_numpy()
    ]
    site, zone = pairs["site"].to_numpy(), pairs["zone"].to_numpy()
    found = pd.DataFrame(
        {
            "site_id": atlas.sites["site_id"].to_numpy()[site],
            "zone_id": zones["zone_id"].to_numpy()[zone],
            "category": zones["category"].to_numpy()[zone],
            "shape": zones["geometry_kind"]
            .map({"point": CIRCLE, "polygon": OUTLINE})
            .to_numpy()[zone],
            "distance_km": pairs["distance_km"].to_numpy(),
        }
    )
    return found.sort_values("distance_km", kind="stable", ignore_index=True)


def ecological_exposure(atlas: Atlas) -> pd.DataFrame:
    """Each site's nearest zone and distance class.

    Parameters
    ----------
    atlas
        The tables; of a filtered Atlas only its own sites and zones are compared.

    Returns
    -------
    DataFrame
        A row a site that lies within 50 km of a zone: ``site_id``, ``zone_id``, ``distance_km`` (0
        inside), ``class``: ``inside``, ``within the equal-area circle``, ``within 5 km``, …
        ``within 50 km``.

    Examples
    --------
    >>> import crmmap
    >>> atlas = crmmap.load()
    >>> table = ecological_exposure(atlas)
    >>> bool(table["site_id"].is_unique)
    True
    """
    nearest = near_pairs(atlas, within_km=CLASSES_KM[-1]).drop_duplicates(
        "site_id", ignore_index=True
    )
    words = [
        _class(km, shape)
        for km, shape in zip(nearest["distance_km"], nearest["shape"], strict=True)
    ]
    return nearest[["site_id", "zone_id", "distance_km"]].assign(**{"class": words})


def _class(distance_km: float, shape: str) -> str:
    if distance_km <= 0:
        return "within the equal-area circle" if shape == CIRCLE else "inside"
    return f"within {next(km for km in CLASSES_KM if distance_km <= km)} km"


def sites_by_category(atlas: Atlas) -> pd.DataFrame:
    """How many sites lie how near to zones of each category; outlines and equal-area circles are
    kept apart.

    A site counts once for each category and shape, at its smallest distance.

    Parameters
    ----------
    atlas
        The tables; of a filtered Atlas only its own sites and zones are compared.

    Returns
    -------
    DataFrame
        A row a category and shape: ``category``, ``shape``, ``zones`` (shown and counted),
        ``inside``, ``within_5_km``, … ``within_50_km`` (sites, each class holds the nearer ones
        too).

    Examples
    --------
    >>> import crmmap
    >>> atlas = crmmap.load()
    >>> table = sites_by_category(atlas)
    >>> bool((table["inside"] <= table["within_5_km"]).all())
    True
    """
    pairs = near_pairs(atlas, within_km=CLASSES_KM[-1])
    nearest = pairs.drop_duplicates(["site_id", "category", "shape"])
    zones = atlas.zones
    zones = zones[(zones["category"] != "ecoregion") & (zones["circle_reliability"] != "poor")]
    table = []
    for (category, kind), rows in zones.groupby(["category", "geometry_kind"]):
        shape = CIRCLE if kind == "point" else OUTLINE
        far = nearest.loc[
            (nearest["category"] == category) & (nearest["shape"] == shape), "distance_km"
        ]
        counts = {f"within_{km}_km": int((far <= km).sum()) for km in CLASSES_KM}
        table.append(
            {
                "category": category,
                "shape": shape,
                "zones": len(rows),
                "inside": int((far <= 0).sum()),
                **counts,
            }
        )
    columns = ["category", "shape", "zones", "inside", *(f"within_{km}_km" for km in CLASSES_KM)]
    return pd.DataFrame(table, columns=columns)


def most_exposed(atlas: Atlas, *, within_km: float, by: str) -> pd.DataFrame:
    """What lies near zones most often.

    Parameters
    ----------
    atlas
        The tables; of a filtered Atlas only its own sites and zones are compared.
    within_km
        From 0 (inside) to 100.
    by
        ``sites`` (ranked by the zones near each), ``zones``, ``hosts`` or ``minerals`` (by the
        sites near a zone).

    Returns
    -------
    DataFrame
        ``id``, ``name``, ``count`` and, of it, ``by_outlines`` and ``by_circles`` (near equal-area
        circles alone); for hosts and minerals ``of`` (all their sites) and ``share``; for sites and
        zones ``nearest_km``. The largest count first.

    Raises
    ------
    ValueError
        If ``by`` is none of them.

    Examples
    --------
    >>> import crmmap
    >>> atlas = crmmap.load()
    >>> table = most_exposed(atlas, within_km=10, by="hosts")
    >>> bool((table["count"] <= table["of"]).all())
    True
    """
    pairs = near_pairs(atlas, within_km=within_km)
    if by in ("sites", "zones"):
        key, other = ("site_id", "zone_id") if by == "sites" else ("zone_id", "site_id")
        names = getattr(atlas, by).set_index(key)["name"]
        outlined = pairs[pairs["shape"] == OUTLINE].groupby(key)[other].nunique()
        grouped = pairs.groupby(key, sort=False)
        table = grouped.agg(
            count=(other, "nunique"), nearest_km=("distance_km", "min")
        ).reset_index(names="id")
        table.insert(1, "name", table["id"].map(names))
        table["by_outlines"] = table["id"].map(outlined).fillna(0).astype(int)
    elif by in ("hosts", "minerals"):
        outlined = pairs.loc[pairs["shape"] == OUTLINE, "site_id"]
        ids = atlas.sites["site_id"]
        sites = atlas.sites[["site_id", "iso3", "minerals"]].assign(
            near=ids.isin(pairs["site_id"]), outlined=ids.isin(outlined)
        )
        if by == "hosts":
            keys, names = sites["iso3"], atlas.lookups.name_of
        else:
            sites = sites.assign(mineral=sites["minerals"].str.split(";")).explode("mineral")
            keys, names = sites["mineral"], {}
        table = sites.groupby(keys).agg(
            count=("near", "sum"), of=("near", "size"), by_outlines=("outlined", "sum")
        )
        table = table.reset_index(names="id")
        table.insert(1, "name", table["id"].map(lambda code: names.get(code, code)))
        table["share"] = table["count"] / table["of"]
        table = table[table["count"] > 0]
    else:
        raise ValueError(f"by is {by!r}; take one of sites, zones, hosts, minerals")
    table["by_circles"] = table["count"] - table["by_outlines"]
    return table.sort_values(["count", "name"], ascending=[False, True], ignore_index=True)

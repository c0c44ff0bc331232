"""Where sites lie close to sensitive zones."""

from __future__ import annotations

import pandas as pd

from crmmap.atlas import Atlas

CLASSES_KM = (5, 10, 25, 50)


def ecological_exposure(atlas: Atlas) -> pd.DataFrame:
    """Each site's nearest zone and distance class; near is not harm.

    Ecoregions and circles of poor reliability are kept out.

    Returns
    -------
    DataFrame
        A row a site that lies within 50 km of a zone: ``site_id``, ``zone_id``, ``distance_km`` (0 inside), ``class``:
        ``inside``, ``within the equal-area circle``, ``within 5 km``, … ``within 50 km``.
    """
    zones = atlas.zones
    counted = ((zones["category"] != "ecoregion") & (zones["circle_reliability"] != "poor")).to_numpy()
    pairs = atlas.lookups.nearby
    pairs = pairs[counted[pairs["zone"].to_numpy()] & (pairs["distance_km"] <= CLASSES_KM[-1]).to_numpy()]
    nearest = pairs.drop_duplicates("site")
    circle = (zones["geometry_kind"] == "point").to_numpy()[nearest["zone"].to_numpy()]
    words = [_class(km, round_) for km, round_ in zip(nearest["distance_km"], circle, strict=True)]
    return pd.DataFrame(
        {
            "site_id": atlas.sites["site_id"].to_numpy()[nearest["site"].to_numpy()],
            "zone_id": zones["zone_id"].to_numpy()[nearest["zone"].to_numpy()],
            "distance_km": nearest["distance_km"].to_numpy(),
            "class": words,
        }
    )


def _class(distance_km: float, circle: bool) -> str:
    if distance_km <= 0:
        return "within the equal-area circle" if circle else "inside"
    return f"within {next(km for km in CLASSES_KM if distance_km <= km)} km"

"""Finding sites that are probably the same operation recorded twice."""

from __future__ import annotations

import re

import numpy as np
import pandas as pd
import shapely
from pyproj import Geod
from rapidfuzz import fuzz

from crmmap.exchange.readers.matching import plain_name
from crmmap.geodesy import degrees_around
from crmmap.schema.vocabulary import leading_kind

WITHIN_KM = 10.0
NAME_SCORE = 90.0
"""Of 100: how alike names must be, without accents, case and words such as "mine"."""
_NUMERAL = re.compile(r"\d+|[ivx]+|[a-z]")
_GEOD = Geod(ellps="WGS84")


def probable_duplicates(sites: pd.DataFrame, *, within_km: float = WITHIN_KM) -> pd.DataFrame:
    """Pairs of sites in one country with the same name and a shared mineral, close to each other.

    A mine and a smelter of one complex are no duplicates, so pairs of different kinds are told
    apart.

    Parameters
    ----------
    sites
        Rows of ``sites``.
    within_km
        Geodesic distance.

    Returns
    -------
    DataFrame
        ``site_id``, ``name``, ``kind``, ``status``, the same with ``_2``, ``iso3``,
        ``distance_km``, ``shared`` (minerals), ``same_kind``, ``linked`` (both stand for parts of
        one complex), ``one_status`` (just one of the two has a known status), ``source_ids``,
        ``source_ids_2``; those of one kind first, then by distance.
    """
    lon, lat = sites["longitude"].to_numpy(), sites["latitude"].to_numpy()
    reach, wide = degrees_around(lat, within_km)
    tree = shapely.STRtree(shapely.points(lon, lat))
    one, two = tree.query(shapely.box(lon - wide, lat - reach, lon + wide, lat + reach))
    near = one < two
    one, two = one[near], two[near]
    same_country = sites["iso3"].to_numpy()[one] == sites["iso3"].to_numpy()[two]
    one, two = one[same_country], two[same_country]
    names = np.array([plain_name(name) for name in sites["name"]], dtype=object)
    alike = [_one_name(a, b) for a, b in zip(names[one], names[two], strict=True)]
    one, two = one[alike], two[alike]
    kinds = leading_kind(sites["kind"])
    left, right = sites.iloc[one].reset_index(drop=True), sites.iloc[two].reset_index(drop=True)
    _, _, metres = _GEOD.inv(lon[one], lat[one], lon[two], lat[two])
    table = pd.DataFrame(
        {
            **{column: left[column] for column in ("site_id", "name", "kind", "status")},
            **{f"{column}_2": right[column] for column in ("site_id", "name", "kind", "status")},
            "iso3": left["iso3"],
            "distance_km": np.round(np.asarray(metres) / 1000, 2),
            "shared": [
                ";".join(m for m in a.split(";") if m in b.split(";"))
                for a, b in zip(left["minerals"], right["minerals"], strict=True)
            ],
            "same_kind": kinds[one] == kinds[two],
            "linked": (left["complex_id"] != "") & (left["complex_id"] == right["complex_id"]),
            "one_status": (left["status"] == "unknown") != (right["status"] == "unknown"),
            "source_ids": left["source_ids"],
            "source_ids_2": right["source_ids"],
        }
    )
    table = table[(table["distance_km"] <= within_km) & (table["shared"] != "")]
    return table.sort_values(
        ["same_kind", "distance_km"], ascending=[False, True], ignore_index=True
    )


def _one_name(one: str, two: str) -> bool:
    """Whether two names are spellings of one; "No. 5" and "No. 6" are not, nor are "I" and "II"."""
    numbers = [{word for word in name.split() if _NUMERAL.fullmatch(word)} for name in (one, two)]
    return bool(one and two) and numbers[0] == numbers[1] and fuzz.ratio(one, two) >= NAME_SCORE

"""Sites on the map: shape and colour say the kind, the outline says how certain the position is."""

from __future__ import annotations

from typing import Any

import numpy as np
import pandas as pd

from crmmap.atlas.atlas import Atlas
from crmmap.dates import day_in_words
from crmmap.draw.canvas import Columns
from crmmap.draw.palette import KIND_SIGNS, Theme
from crmmap.schema.vocabulary import HUBS, KINDS, OWN_SOURCE, leading_kind
from crmmap.wording import kinds_in_words

MINE_RADIUS, HUB_RADIUS = 4.0, 6.5  # pixels
NOT_RUNNING = ("suspended", "closed")


def site_columns(atlas: Atlas) -> Columns:
    """Columns of a `PointLayer`: one point a site."""
    sites = atlas.sites
    return {
        "id": sites["site_id"].tolist(),
        "tip": [site_tip(row) for row in sites.to_dict("records")],
        "lon": sites["longitude"].to_numpy("<f4"),
        "lat": sites["latitude"].to_numpy("<f4"),
        "cls": _classes(sites),
    }


def site_tip(site: dict[str, Any]) -> str:
    """What a site is, one fact a line, as plain text."""
    status = "status not known" if site["status"] == "unknown" else site["status"]
    status += f", as of {day_in_words(site['status_as_of'])}" if site["status_as_of"] else ""
    lines = [
        site["name"],
        f"{kinds_in_words(site['kind'])} · {status}",
        site["minerals"].replace(";", ", "),
    ]
    lines.append(site["country"] + (f" · {site['owner']}" if site["owner"] else ""))
    if site["source_ids"].startswith(OWN_SOURCE):
        lines.append("From your own file")
    if site["confidence"] == "low":
        lines.append("Position: low confidence")
    return "\n".join(_one_line(line) for line in lines if line)


def _one_line(text: str) -> str:
    return " ".join(text.split())


def _classes(sites: pd.DataFrame) -> np.ndarray:
    hollow = sites["status"].isin(NOT_RUNNING).to_numpy()
    halo = (sites["confidence"] == "low").to_numpy()
    own = sites["source_ids"].str.startswith(OWN_SOURCE).to_numpy()
    shipped = leading_kind(sites["kind"]) * 4 + hollow * 2 + halo
    return (shipped + own * 4 * len(KINDS)).astype(np.uint8)


def site_styles(theme: Theme) -> list[dict[str, Any]]:
    """Styles of a `PointLayer`, four for each kind: as it is, dotted, hollow, hollow and dotted;
    then the same for sites of the user's own, larger and with the outline of what stands out.
    """
    shipped = _styles(theme)
    own = [{**style, "line": theme.accent, "r": style["r"] + 2, "z": 9} for style in shipped]
    return [*shipped, *own]


def _styles(theme: Theme) -> list[dict[str, Any]]:
    styles = []
    for place, kind in enumerate(KINDS):
        shape, *colours = KIND_SIGNS[kind]
        for hollow in (False, True):
            for halo in (False, True):
                styles.append(
                    {
                        "shape": shape,
                        "fill": colours[theme.side],
                        "line": theme.hairline,
                        "r": HUB_RADIUS if kind in HUBS else MINE_RADIUS,
                        "z": place if kind in HUBS else (1 if kind == "mine" else 0) - 2,
                        "hollow": hollow or kind == "deposit",
                        "halo": halo,
                    }
                )
    return styles

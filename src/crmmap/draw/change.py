"""A scenario on the map: supply before and after as circles, and the agreements and sites that
it touches.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

import numpy as np
import pandas as pd

from crmmap.atlas.atlas import Atlas
from crmmap.atlas.filters import Filters
from crmmap.atlas.masks import liveness
from crmmap.draw.agreements import link_classes, link_columns, link_styles
from crmmap.draw.canvas import ArcLayer, CanvasLayer, PointLayer, inline, radii
from crmmap.draw.countries import plain_countries
from crmmap.draw.palette import KIND_SIGNS, THEMES, Theme
from crmmap.draw.sites import site_columns, site_styles
from crmmap.draw.supply import LARGEST, supply_rows
from crmmap.scenarios import Outcome
from crmmap.scenarios.base_year import base_year, whose
from crmmap.terms import DOES
from crmmap.wording import in_sentence, percent

SAME, MORE, LESS, GONE = range(4)
CHANGE_NAMES = {SAME: "as before", MORE: "more than before", LESS: "less than before", GONE: "gone"}
SHAPES = {SAME: "circle", MORE: "square", LESS: "diamond", GONE: "circle"}
MORE_COLOURS, LESS_COLOURS = ("#009E73", "#2BC79A"), ("#D55E00", "#F0822D")
TOLERANCE = 1e-9


@dataclass(frozen=True)
class Sides:
    """What countries supply of one mineral and stage, before and after a scenario, as parts of the
    original supply; ``year`` is that of the outlook it starts from, "" for the latest figures.
    """

    mineral: str
    stage: str
    year: str
    before: dict[str, float]
    after: dict[str, float]

    def state(self, iso3: str) -> int:
        """`SAME`, `MORE`, `LESS` or `GONE`."""
        before, after = self.before.get(iso3, 0.0), self.after.get(iso3, 0.0)
        if abs(before - after) < TOLERANCE:
            return SAME
        if after < TOLERANCE:
            return GONE
        return MORE if after > before else LESS


def sides(outcome: Outcome, *, mineral: str, stage: str) -> Sides:
    """Supply before and after, both as parts of that before: so the circles of both maps are of one
    scale.
    """
    rows = outcome.balance
    rows = rows[(rows["mineral"] == mineral) & (rows["stage"] == stage)]
    left = float(rows["supply"].iloc[0]) if len(rows) else 1.0
    return Sides(
        mineral,
        stage,
        base_year(outcome.before, mineral, stage),
        _by_country(outcome.before, mineral, stage, 1.0),
        _by_country(outcome.atlas, mineral, stage, left),
    )


def _by_country(atlas: Atlas, mineral: str, stage: str, left: float) -> dict[str, float]:
    rows = supply_rows(atlas, mineral, stage)
    return {iso3: share * left for iso3, share in zip(rows["iso3"], rows["share"], strict=True)}


def touched(atlas: Atlas, changes: pd.DataFrame) -> dict[str, pd.DataFrame]:
    """The agreements and sites that a scenario changes, as they are in an Atlas."""
    keys = changes.groupby("table")["key"].agg(set).to_dict()
    deals, sites = atlas.agreements, atlas.sites
    return {
        "agreements": deals[deals["agreement_id"].isin(keys.get("agreements", set()))],
        "sites": sites[sites["site_id"].isin(keys.get("sites", set()))],
    }


def change_layers(
    atlas: Atlas,
    changes: pd.DataFrame,
    supply: Sides,
    codes: list[str],
    *,
    after: bool,
    as_of: date,
    theme_name: str,
    base_url: str,
    files: dict[str, str],
) -> list[CanvasLayer]:
    """The layers of one of the two maps.

    Parameters
    ----------
    atlas
        As it is on this side.
    changes
        Of the outcome.
    codes
        The column ``id`` of `crmmap.draw.supply.supply_columns`.
    after
        Which side; what has changed is marked on the second.
    files
        Names of the columns of ``countries`` and ``supply``.
    """
    theme = THEMES[theme_name]
    layers: list[CanvasLayer] = [plain_countries(base_url + files["countries"], theme)]
    layers.append(_circles(supply, codes, after=after, theme=theme, url=base_url + files["supply"]))
    deals, sites = touched(atlas, changes).values()
    if len(deals):
        part = atlas.replace(agreements=deals)
        columns = link_columns(part)
        state = liveness(part.lookups, Filters(as_of=as_of))
        layers.append(
            ArcLayer(
                name="agreements",
                url=inline(columns),
                z=3,
                on=None,
                classes=link_classes(deals, state, list(columns["id"])),
                styles=link_styles(theme),
                accent=theme.accent,
                halo=theme.hairline,
            )
        )
    if len(sites):
        layers.append(
            PointLayer(
                name="sites",
                url=inline(site_columns(atlas.replace(sites=sites))),
                z=4,
                on=None,
                styles=[{**style, "r": style["r"] + 3} for style in site_styles(theme)],
                accent=theme.accent,
                halo=theme.hairline,
            )
        )
    return layers


def supply_styles(theme: Theme, stage: str) -> list[dict]:
    """Styles of the circles in the order of `SAME`, `MORE`, `LESS`, `GONE`."""
    fills = {
        SAME: KIND_SIGNS[stage][1 + theme.side],
        MORE: MORE_COLOURS[theme.side],
        LESS: LESS_COLOURS[theme.side],
        GONE: LESS_COLOURS[theme.side],
    }
    return [
        {
            "shape": SHAPES[state],
            "fill": fills[state] + ("" if state == GONE else "CC"),
            "line": theme.hairline,
            "r": 8,
            "z": 1,
            "hollow": state == GONE,
            "halo": False,
        }
        for state in CHANGE_NAMES
    ]


def _circles(supply: Sides, codes: list[str], *, after: bool, theme: Theme, url: str) -> PointLayer:
    before = np.array([supply.before.get(iso3, 0.0) for iso3 in codes])
    now = np.array([supply.after.get(iso3, 0.0) for iso3 in codes])
    states = np.array([supply.state(iso3) for iso3 in codes], np.uint8)
    # what is gone stays as an empty ring
    shown = np.where(states == GONE, before, now) if after else before
    notes = [_note(supply, iso3, after=after) for iso3 in codes]
    return PointLayer(
        name="supply",
        url=url,
        z=2,
        on=shown > 0,
        classes=states if after else None,
        styles=supply_styles(theme, supply.stage),
        radii=radii(np.append(shown, 1.0), largest=LARGEST)[:-1],
        notes=notes,
        accent=theme.accent,
        halo=theme.hairline,
    )


def _note(supply: Sides, iso3: str, *, after: bool) -> str:
    before, now = supply.before.get(iso3, 0.0), supply.after.get(iso3, 0.0)
    what = (
        f"{DOES[supply.stage].capitalize()} {percent(before)} of {whose(supply.year)} "
        f"{in_sentence(supply.mineral)}"
    )
    if not after or supply.state(iso3) == SAME:
        return what
    return f"{what}\nIn the scenario {percent(now)} of it"

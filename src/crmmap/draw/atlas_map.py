"""The whole map of an Atlas: the files of its layers, and the scene that they make."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from functools import cached_property
from typing import Any

import folium
import pandas as pd

from crmmap.address.display import OFFLINE, Display
from crmmap.atlas.atlas import Atlas
from crmmap.atlas.licences import Given, publishers_of
from crmmap.draw.agreements import link_columns
from crmmap.draw.canvas import CanvasLayer, Scene, View, store
from crmmap.draw.countries import country_columns
from crmmap.draw.overview import pair_columns
from crmmap.draw.sites import site_columns
from crmmap.draw.supply import supply_columns
from crmmap.draw.tiles import TILES
from crmmap.draw.zones import zone_columns

LAND = "Natural Earth"
"""Whose outlines every map has."""


@dataclass(frozen=True, eq=False)
class MapFiles:
    """The columns of one Atlas as files that browsers keep.

    Attributes
    ----------
    atlas
        The whole one, without filters.
    private
        Whether one user alone may see them.
    files
        Names of the files of ``countries``, ``zones``, ``links``, ``sites``, ``supply`` and
        ``pairs``.
    link_ids, supply_ids, pair_ids
        Ids of the links, of the countries and blocs that may have a circle, and of the pairs, in
        the order of their columns.
    """

    atlas: Atlas
    private: bool = False
    files: dict[str, str] = field(init=False)
    link_ids: list[str] = field(init=False)
    supply_ids: list[str] = field(init=False)
    pair_ids: list[str] = field(init=False)

    def __post_init__(self) -> None:
        links = link_columns(self.atlas)
        columns = {
            "countries": country_columns(self.atlas),
            "zones": zone_columns(self.atlas),
            "links": links,
            "sites": site_columns(self.atlas),
            "supply": supply_columns(self.atlas),
            "pairs": pair_columns(self.atlas),
        }
        names = {name: store(column, private=self.private) for name, column in columns.items()}
        object.__setattr__(self, "files", names)
        object.__setattr__(self, "link_ids", list(links["id"]))
        object.__setattr__(self, "supply_ids", list(columns["supply"]["id"]))
        object.__setattr__(self, "pair_ids", list(columns["pairs"]["id"]))

    @cached_property
    def plurilateral_ids(self) -> frozenset[str]:
        rows = self.atlas.agreements
        return frozenset(rows.loc[rows["scope"] == "plurilateral", "agreement_id"])


class GivenFiles(MapFiles):
    """Columns of what may be passed on; maps that leave the app, as pictures, pages or slides,
    are made of these.
    """

    def __init__(self, given: Given, *, private: bool = False) -> None:
        super().__init__(given.atlas, private)


THEME_TABLES = {
    "supply": ("sites",),
    "agreements": ("agreements", "sites"),
    "standards": ("sites", "standard_adherence"),
    "nature": ("zones", "sites"),
}
"""Whose rows a theme shows; supply shows shares of the world beside them."""


def rows_on(shown: Atlas, display: Display) -> dict[str, pd.DataFrame]:
    """The rows of each table that a map shows, as far as its theme and switches let it."""
    if display.theme != "sites":
        return {name: getattr(shown, name) for name in THEME_TABLES[display.theme]}
    switches = {"sites": {"sites"}, "zones": {"zones"}, "agreements": {"links", "plurilateral"}}
    return {
        name: getattr(shown, name)
        for name, any_of in switches.items()
        if any_of & set(display.layers)
    }


def corner(shown: Atlas, display: Display, publishers: Sequence[str] = ()) -> str:
    """Whose data a map shows, for its corner; ``publishers`` are those of its figures by
    country.
    """
    titles = shown.sources.set_index("source_id")["publisher"]
    figures = dict.fromkeys(titles.get(one, one) for one in publishers)
    return publishers_of(shown, rows_on(shown, display), first=[LAND, *figures])


def scene(
    layers: list[CanvasLayer],
    view: View,
    display: Display,
    *,
    theme_name: str,
    sources: str,
    legend: dict[str, Any] | None = None,
    beside: int = 0,
) -> folium.FeatureGroup:
    """The part of the map that changes, for ``st_folium(feature_group_to_add=…)``.

    Parameters
    ----------
    sources
        As `corner` has them.
    legend, beside
        As `crmmap.draw.canvas.Scene` takes them.
    """
    tiles = None
    if display.basemap != OFFLINE:
        provider = TILES[display.basemap]
        tiles = {
            "url": provider.build_url(fill_subdomain=False),
            "options": {
                "attribution": provider.html_attribution,
                "maxZoom": provider.get("max_zoom", 17),
                "subdomains": provider.get("subdomains", "abc"),
            },
        }
    group = folium.FeatureGroup(name="crmmap")
    group.add_child(
        Scene(
            layers,
            view,
            theme=theme_name,
            tiles=tiles,
            sources=sources,
            legend=legend,
            beside=beside,
        )
    )
    return group

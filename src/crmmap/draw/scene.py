"""The whole map of an Atlas: which layers, in which state."""

from __future__ import annotations

from dataclasses import dataclass, field
from functools import cached_property
from typing import Any

import folium
import numpy as np
import pandas as pd

from crmmap.address.display import OFFLINE, Display
from crmmap.atlas.atlas import Atlas
from crmmap.atlas.filters import Filters
from crmmap.atlas.licences import Given, publishers_of
from crmmap.atlas.masks import liveness
from crmmap.draw.canvas import ArcLayer, CanvasLayer, Density, PointLayer, PolygonLayer, Scene, View, store
from crmmap.draw.countries import country_classes, country_columns, country_notes, country_styles
from crmmap.draw.links import link_classes, link_columns, link_styles
from crmmap.draw.palette import SHADES, THEMES
from crmmap.draw.sites import site_columns, site_styles
from crmmap.draw.supply import supply_columns
from crmmap.draw.tiles import TILES
from crmmap.draw.zones import zone_columns, zone_styles
from crmmap.measures.shading import Shading

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
        Names of the files of ``countries``, ``zones``, ``links``, ``sites`` and ``supply``.
    link_ids, supply_ids
        Ids of the links, and of the countries that have a circle, in the order of their columns.
    """

    atlas: Atlas
    private: bool = False
    files: dict[str, str] = field(init=False)
    link_ids: list[str] = field(init=False)
    supply_ids: list[str] = field(init=False)

    def __post_init__(self) -> None:
        links = link_columns(self.atlas)
        columns = {
            "countries": country_columns(self.atlas),
            "zones": zone_columns(self.atlas),
            "links": links,
            "sites": site_columns(self.atlas),
            "supply": supply_columns(self.atlas),
        }
        names = {name: store(column, private=self.private) for name, column in columns.items()}
        object.__setattr__(self, "files", names)
        object.__setattr__(self, "link_ids", list(links["id"]))
        object.__setattr__(self, "supply_ids", list(columns["supply"]["id"]))

    @cached_property
    def plurilateral_ids(self) -> frozenset[str]:
        rows = self.atlas.agreements
        return frozenset(rows.loc[rows["scope"] == "plurilateral", "agreement_id"])


class GivenFiles(MapFiles):
    """Columns of what may be passed on; maps that leave the app, as pictures, pages or slides, are made of these."""

    def __init__(self, given: Given, *, private: bool = False) -> None:
        super().__init__(given.atlas, private)


def canvas_layers(
    files: MapFiles,
    shown: Atlas,
    filters: Filters,
    display: Display,
    *,
    base_url: str,
    theme_name: str,
    selected: tuple[str, str] | None,
    shading: Shading | None,
) -> list[CanvasLayer]:
    """The layers of the map.

    Parameters
    ----------
    files
        Of the whole Atlas.
    shown
        The rows that the filters leave of it.
    selected
        Layer and id of the selected feature. It is drawn even if the filters leave it out.
    shading
        Of the countries, if any.
    """
    whole, theme = files.atlas, THEMES[theme_name]
    layer, row_id = selected or (None, None)
    accent, halo = theme.accent, theme.hairline

    def url(name: str) -> str:
        return base_url + files.files[name]

    def chosen(name: str) -> str | None:
        return row_id if layer == name else None

    def on(name: str, key: str, ids: set[str]) -> np.ndarray:
        return getattr(whole, name)[key].isin(ids | ({row_id} if layer == name and row_id else set())).to_numpy()

    layers: list[CanvasLayer] = []
    if display.basemap == OFFLINE or shading is not None:
        layers.append(
            PolygonLayer(
                name="countries",
                url=url("countries"),
                z=1,
                on=None,
                classes=country_classes(whole, shading),
                styles=_seen_through(country_styles(theme, shaded=shading is not None), display.basemap != OFFLINE),
                selected=chosen("countries"),
                notes=None if shading is None else country_notes(whole, shading),
                labels={"fill": theme.label, "halo": theme.land} if display.basemap == OFFLINE else None,
                accent=accent,
                halo=halo,
            )
        )
    if "zones" in display.layers or layer == "zones":
        ids = set(shown.zones["zone_id"]) if "zones" in display.layers else set()
        styles = zone_styles(theme)
        layers.append(
            PolygonLayer(
                name="zones",
                url=url("zones"),
                z=2,
                on=on("zones", "zone_id", ids),
                styles=styles,
                selected=chosen("zones"),
                accent=accent,
                halo=halo,
            )
        )
    wanted = _links_on(files, shown, display, chosen("agreements"))
    if wanted.any():
        layers.append(
            ArcLayer(
                name="agreements",
                url=url("links"),
                z=3,
                on=wanted,
                classes=link_classes(whole.agreements, liveness(whole.lookups, filters), files.link_ids),
                styles=link_styles(theme),
                selected=chosen("agreements"),
                accent=accent,
                halo=halo,
            )
        )
    if "sites" in display.layers or layer == "sites":
        ids = set(shown.sites["site_id"]) if "sites" in display.layers else set()
        layers.append(
            PointLayer(
                name="sites",
                url=url("sites"),
                z=4,
                on=on("sites", "site_id", ids),
                styles=site_styles(theme),
                density=Density(SHADES[theme.name]),
                selected=chosen("sites"),
                accent=accent,
                halo=halo,
            )
        )
    return layers


def rows_on(shown: Atlas, display: Display) -> dict[str, pd.DataFrame]:
    """The rows of each table that a map shows, as far as its switches let it."""
    switches = {"sites": {"sites"}, "zones": {"zones"}, "agreements": {"links", "plurilateral"}}
    return {name: getattr(shown, name) for name, any_of in switches.items() if any_of & set(display.layers)}


def corner(shown: Atlas, display: Display, shading: Shading | None = None) -> str:
    """Whose data a map shows, for its corner."""
    titles = shown.sources.set_index("source_id")["publisher"]
    figures = dict.fromkeys(titles.get(one, one) for one in (shading.publishers if shading else ()))
    return publishers_of(shown, rows_on(shown, display), first=[LAND, *figures])


def _links_on(files: MapFiles, shown: Atlas, display: Display, selected: str | None) -> np.ndarray:
    visible = set(shown.agreements["agreement_id"])
    wanted: set[str] = set()
    if "links" in display.layers:
        wanted |= visible - files.plurilateral_ids
    if "plurilateral" in display.layers:
        wanted |= visible & files.plurilateral_ids
    if selected:
        wanted.add(selected)
    return np.array([agreement in wanted for agreement in files.link_ids], dtype=bool)


def _seen_through(styles: list[dict[str, Any]], over_tiles: bool) -> list[dict[str, Any]]:
    """Over an online basemap plain land is left out and shades let it through."""
    if not over_tiles:
        return styles
    return [
        {**style, "fill": None, "hatch": None, "line": None} if place < 3 else {**style, "fill": style["fill"] + "B3"}
        for place, style in enumerate(styles)
    ]


def scene(
    layers: list[CanvasLayer], view: View, display: Display, *, theme_name: str, sources: str
) -> folium.FeatureGroup:
    """The part of the map that changes, for ``st_folium(feature_group_to_add=…)``; ``sources`` as `corner` has them."""
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
    group.add_child(Scene(layers, view, theme=theme_name, tiles=tiles, sources=sources))
    return group

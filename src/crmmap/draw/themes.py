"""The layers of the map for each of its themes, and their key."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property
from typing import Any

import numpy as np

from crmmap.address.display import OFFLINE, Display
from crmmap.atlas.atlas import Atlas
from crmmap.atlas.filters import Filters
from crmmap.atlas.masks import liveness
from crmmap.draw.agreements import link_classes, link_styles
from crmmap.draw.atlas_map import MapFiles
from crmmap.draw.canvas import ArcLayer, CanvasLayer, Closer, Density, PointLayer, PolygonLayer
from crmmap.draw.countries import (
    FIRST_SHADE,
    MEMBER_CLASS,
    country_classes,
    country_notes,
    country_styles,
)
from crmmap.draw.overview import circles, pair_lines
from crmmap.draw.palette import SHADES, THEMES
from crmmap.draw.sites import site_styles
from crmmap.draw.zones import zone_styles
from crmmap.measures.by_place import (
    NEAR_KM,
    STRONGEST,
    ByPlace,
    by_place,
    covered_sites,
    is_plain,
    lens,
    pairs,
    standard_levels,
)
from crmmap.measures.ecology import near_pairs
from crmmap.measures.shading import Shading

NAMES_FROM = 3.5
"""Zoom from which countries have their names, where the map's circles name the leaders."""
CLOSER = {
    "supply": Closer(dots=4, signs=6),
    "agreements": Closer(dots=4, signs=6),
    "standards": Closer(dots=3, signs=6),
    "nature": Closer(dots=0, signs=6),
}
"""Zooms from which a theme shows sites as dots and as signs; all sites are always signs."""


@dataclass(frozen=True, eq=False)
class Composition:
    """What a map shows.

    Attributes
    ----------
    files
        Of the whole Atlas.
    shown
        The rows that the filters leave of it.
    base_url
        Where the browser finds the files.
    selected
        Layer and id of the selected feature. It is drawn even if the filters leave it out.
    shading
        Of the countries, if any.
    partners_of
        A country or bloc of which a line leads to each partner, whatever the theme is; None for
        none.
    actors
        Name, and codes and ids, of each whose lines have a colour of their own.
    """

    files: MapFiles
    shown: Atlas
    filters: Filters
    display: Display
    base_url: str
    theme_name: str
    selected: tuple[str, str] | None
    shading: Shading | None
    partners_of: str | None = None
    actors: tuple[tuple[str, frozenset[str]], ...] = ()

    @cached_property
    def figure(self) -> ByPlace:
        """The figure of the theme by country."""
        return by_place(
            self.files.atlas,
            self.shown,
            self.filters,
            theme=self.display.theme,
            stage=self.display.stage,
        )

    @property
    def publishers(self) -> tuple[str, ...]:
        """Of the figures by country; of counts each row names its own."""
        if self.shading is not None:
            return self.shading.publishers
        rows = self.figure.rows
        return () if rows is None else tuple(rows["publisher"].unique())

    def layers(self) -> list[CanvasLayer]:
        """The layers, the lowest first."""
        theme = self.display.theme
        parts = [self._countries()]
        if (
            theme == "nature"
            or (theme == "sites" and "zones" in self.display.layers)
            or self._chosen("zones")
        ):
            parts.append(self._zones())
        if theme == "agreements" or self.partners_of:
            parts.append(self._pairs())
        parts.append(self._agreements())
        if theme != "sites":
            parts.append(self._circles())
        parts.append(self._sites())
        return [part for part in parts if part is not None]

    def _chosen(self, layer: str) -> str | None:
        return self.selected[1] if self.selected and self.selected[0] == layer else None

    def _url(self, name: str) -> str:
        return self.base_url + self.files.files[name]

    def _mark(self) -> dict[str, Any]:
        theme = THEMES[self.theme_name]
        return {"accent": theme.accent, "halo": theme.hairline}

    def _on(self, table: str, key: str, ids: set[str]) -> np.ndarray:
        chosen = self._chosen(table)
        return (
            getattr(self.files.atlas, table)[key]
            .isin(ids | ({chosen} if chosen else set()))
            .to_numpy()
        )

    def _countries(self) -> PolygonLayer | None:
        offline = self.display.basemap == OFFLINE
        standing_out = lens(self.files.atlas, self.filters)
        if not offline and self.shading is None and not any(vars(standing_out).values()):
            return None
        whole, theme = self.files.atlas, THEMES[self.theme_name]
        labels = {
            "fill": theme.label,
            "halo": theme.land,
            "from": 0 if self.display.theme == "sites" else NAMES_FROM,
            "beside": "supply",
        }
        return PolygonLayer(
            name="countries",
            url=self._url("countries"),
            z=1,
            on=None,
            classes=country_classes(whole, self.shading, standing_out),
            styles=_seen_through(
                country_styles(theme, shaded=self.shading is not None), not offline
            ),
            selected=self._chosen("countries"),
            notes=None if self.shading is None else country_notes(whole, self.shading),
            labels=labels if offline else None,
            **self._mark(),
        )

    def _zones(self) -> PolygonLayer:
        wanted = self.display.theme == "nature" or (
            self.display.theme == "sites" and "zones" in self.display.layers
        )
        return PolygonLayer(
            name="zones",
            url=self._url("zones"),
            z=2,
            on=self._on("zones", "zone_id", set(self.shown.zones["zone_id"]) if wanted else set()),
            styles=zone_styles(THEMES[self.theme_name]),
            selected=self._chosen("zones"),
            **self._mark(),
        )

    def _pairs(self) -> ArcLayer:
        theme = THEMES[self.theme_name]
        return pair_lines(
            self.shown,
            self.files.pair_ids,
            url=self._url("pairs"),
            theme=theme,
            strongest=None if self.partners_of else self._few(),
            selected=self._chosen("pairs"),
            end=self.partners_of,
            actors=[ids for _, ids in self.actors],
        )

    def _agreements(self) -> ArcLayer | None:
        """A line for each agreement that is switched on or selected."""
        chosen, wanted = self._chosen("agreements"), set[str]()
        if self.display.theme == "sites":
            visible = set(self.shown.agreements["agreement_id"])
            if "links" in self.display.layers:
                wanted |= visible - self.files.plurilateral_ids
            if "plurilateral" in self.display.layers:
                wanted |= visible & self.files.plurilateral_ids
        if chosen:
            wanted.add(chosen)
        on = np.array([agreement in wanted for agreement in self.files.link_ids], dtype=bool)
        if not on.any():
            return None
        whole = self.files.atlas
        return ArcLayer(
            name="agreements",
            url=self._url("links"),
            z=3,
            on=on,
            classes=link_classes(
                whole.agreements, liveness(whole.lookups, self.filters), self.files.link_ids
            ),
            styles=link_styles(THEMES[self.theme_name]),
            selected=chosen,
            **self._mark(),
        )

    def _circles(self) -> PointLayer:
        ends = None
        if self.display.theme == "agreements":
            drawn = pairs(self.shown, strongest=self._few())
            ends = {end for pair in drawn["pair"] for end in pair.split("|")}
        return circles(
            self.figure,
            self.files.supply_ids,
            self.files.atlas.lookups.name_of,
            url=self._url("supply"),
            theme=THEMES[self.theme_name],
            selected=self._chosen("countries") or self._chosen("blocs"),
            only=ends,
        )

    def _few(self) -> int | None:
        """How many pairs are drawn: all if anything is chosen."""
        return STRONGEST if is_plain(self.filters) else None

    def _sites(self) -> PointLayer | None:
        theme, shown = self.display.theme, self.shown.sites
        if theme == "sites" and "sites" not in self.display.layers:
            shown = shown.iloc[:0]
            if not self._chosen("sites"):
                return None
        elif theme == "standards":
            shown = shown[
                covered_sites(self.shown, self.filters, standard_levels(self.shown, self.filters))
            ]
        elif theme == "nature":
            km = NEAR_KM if self.filters.near_km is None else self.filters.near_km
            shown = shown[shown["site_id"].isin(near_pairs(self.shown, within_km=km)["site_id"])]
        return PointLayer(
            name="sites",
            url=self._url("sites"),
            z=5 if theme == "sites" else 3,
            on=self._on("sites", "site_id", set(shown["site_id"])),
            styles=site_styles(THEMES[self.theme_name]),
            density=Density(SHADES[self.theme_name]) if theme == "sites" else None,
            closer=CLOSER.get(theme),
            selected=self._chosen("sites"),
            **self._mark(),
        )


def _seen_through(styles: list[dict[str, Any]], over_tiles: bool) -> list[dict[str, Any]]:
    """Over an online basemap plain land is left out, and what stands out lets it through."""
    if not over_tiles:
        return styles
    return [
        {
            **style,
            "fill": None,
            "hatch": None,
            "line": None if place < MEMBER_CLASS else style["line"],
        }
        if place < MEMBER_CLASS or place == FIRST_SHADE - 2
        else {**style, "fill": style["fill"] + "B3"}
        for place, style in enumerate(styles)
    ]

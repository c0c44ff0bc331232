"""The rows that the filters leave, with the licence and attribution of their sources, ready to
be written.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

import antimeridian
import geopandas as gpd
import pandas as pd
import shapely
from pyproj import Geod

from crmmap.atlas.atlas import Atlas
from crmmap.atlas.filters import Filters
from crmmap.atlas.licences import Given, source_ids, with_attribution
from crmmap.describe.summary import sentence
from crmmap.measures.partners import links_of

LAYERS = {
    "sites": "Sites",
    "zones": "Zones",
    "agreements": "Agreements",
    "measures": "Measures",
    "production": "Production",
}
"""What can be taken away; the first three have places."""
_GEOD = Geod(ellps="WGS84")
STEP_M = 200_000.0
"""Between the points of a link along its great circle."""


@dataclass(frozen=True, eq=False)
class Selection:
    """Rows to be written.

    Attributes
    ----------
    layers
        By the names of `LAYERS`; columns as in ``geodata/``, then ``licence`` and ``attribution``.
        Sites, zones and agreements are GeoDataFrames in EPSG:4326; an agreement is the great
        circles from its lead to its partners.
    sources
        The rows of sources.csv that these rows come from.
    title
        What was chosen, in words.
    as_of
        The day of agreements and measures.
    left_out
        In words, what is not passed on because its licence forbids it; "" if there is none.
    """

    layers: dict[str, pd.DataFrame]
    sources: pd.DataFrame
    title: str
    as_of: date
    left_out: str = ""

    def only(self, *names: str) -> Selection:
        """Some of the layers, with their sources.

        Parameters
        ----------
        *names
            Of `LAYERS`.

        Returns
        -------
        Selection
            Sources that none of these layers needs are gone.
        """
        layers = {name: self.layers[name] for name in names}
        used = set().union(*(source_ids(name, rows) for name, rows in layers.items()))
        return Selection(
            layers,
            self.sources[self.sources["source_id"].isin(used)],
            self.title,
            self.as_of,
            self.left_out,
        )

    @property
    def notice(self) -> str:
        """Licences and attributions, in words, for formats that hold a text."""
        lines = [f"crmmap: {self.title}"]
        lines += [
            f"{row['attribution'] or row['title']} ({row['licence']})"
            for row in self.sources.to_dict("records")
        ]
        return "\n".join([*lines, *([self.left_out] if self.left_out else [])])


def select(given: Given, filters: Filters) -> Selection:
    """The rows that the filters leave of what may be passed on.

    Parameters
    ----------
    given
        What may be passed on, see `crmmap.atlas.licences.give`.
    filters
        What to keep; its day is the day of agreements.

    Returns
    -------
    Selection
        Every layer, each row with its licence and attribution.
    """
    whole = given.atlas
    shown = whole.filter(filters)
    layers: dict[str, pd.DataFrame] = {
        "sites": shown.sites,
        "zones": shown.zones,
        "agreements": gpd.GeoDataFrame(
            shown.agreements, geometry=_great_circles(whole, shown), crs="EPSG:4326"
        ),
        "measures": shown.measures,
        "production": _of_places(whole, shown.production, filters),
    }
    layers = {
        name: with_attribution(whole, name, rows).reset_index(drop=True)
        for name, rows in layers.items()
    }
    used = set().union(*(source_ids(name, rows) for name, rows in layers.items()))
    sources = whole.sources[whole.sources["source_id"].isin(used)].reset_index(drop=True)
    title = sentence(whole, shown, filters)
    if whole.snapshot:
        title += f" These rows are of snapshot {whole.snapshot}."
    return Selection(layers, sources, title, filters.as_of, given.left_out)


def _of_places(whole: Atlas, rows: pd.DataFrame, filters: Filters) -> pd.DataFrame:
    """Rows of the countries and regions that are chosen, of all if none is."""
    if not (filters.countries or filters.regions):
        return rows
    return rows[rows["iso3"].isin({*filters.countries, *whole.lookups.in_regions(filters.regions)})]


def _great_circles(whole: Atlas, shown: Atlas) -> list[shapely.MultiLineString | None]:
    """Links along great circles, parted where they cross the antimeridian; None where no place
    is known.
    """
    places = whole.lookups.places
    shapes = []
    for row in shown.agreements.to_dict("records"):
        lines = [
            _line(places[a], places[b])
            for a, b in links_of(row)
            if a in places and b in places and a != b
        ]
        parts = [part for line in lines for part in shapely.get_parts(line)]
        shapes.append(shapely.MultiLineString(parts) if parts else None)
    return shapes


def _line(
    start: tuple[float, float], end: tuple[float, float]
) -> shapely.LineString | shapely.MultiLineString:
    _, _, metres = _GEOD.inv(*start, *end)
    between = _GEOD.npts(*start, *end, max(1, int(metres / STEP_M)))
    return antimeridian.fix_line_string(
        shapely.LineString([start, *between, end]), great_circle=True
    )

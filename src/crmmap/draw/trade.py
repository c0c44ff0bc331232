"""From where an importer buys a product: a line from each exporter, and its share beside it."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import numpy as np
import pandas as pd

from crmmap.atlas.atlas import Atlas
from crmmap.draw.canvas import ArcLayer, CanvasLayer, Columns, Labels, PointLayer, inline, radii
from crmmap.draw.countries import plain_countries
from crmmap.draw.palette import THEMES, TRADE, Theme
from crmmap.geodesy import great_circle
from crmmap.measures.dependence import LATEST, import_mix, main_product, plain_product
from crmmap.wording import in_sentence, short_name, small_percent, the, usd

LINES = 15
"""Exporters that have a line at most."""
LEAST = 0.005
"""Of imports: an exporter of less has no line."""
WIDTHS = ((0.0, 1.2), (0.1, 2.4), (0.25, 4.0), (0.5, 6.0))
"""From what share of the imports a line is how wide, in pixels."""
WIDTH_WORDS = ("below 10%", "10 to 25%", "25 to 50%", "above 50% of the imports")
LARGEST = 20  # pixels, of an exporter of all imports


@dataclass(frozen=True)
class Sources:
    """From where an importer buys the product of a mineral that is traded most.

    Attributes
    ----------
    importer
        As `crmmap.measures.dependence.import_mix` takes it.
    rows
        Of that table, the product alone; none if nothing is known, or if nothing is traded.
    """

    importer: str
    name: str
    mineral: str
    rows: pd.DataFrame

    @property
    def product(self) -> str:
        """Its name as it is read."""
        return plain_product(self.rows["product"].iloc[0])

    @property
    def title(self) -> str:
        """What the map says."""
        who = the(self.name)
        if self.rows.empty:
            return f"We have no figures on what {who} imports of {in_sentence(self.mineral)}."
        first = self.rows.iloc[0]
        seller = the(first["exporter_name"], begin=True)
        share = small_percent(first["share"])
        if not first["of_all"]:  # small flows are not in the table
            of = f"the larger imports of {self.product} by {who}"
            return f"{seller} supplies {share} of {of} ({LATEST})"
        return f"{seller} supplies {share} of what {who} imports of {self.product} ({LATEST})"

    @property
    def drawn(self) -> pd.DataFrame:
        """The rows that have a line."""
        return self.rows[self.rows["share"] >= LEAST].head(LINES)


def sources_of(atlas: Atlas, mineral: str, importer: str) -> Sources:
    """The sources of one importer for one mineral."""
    mix = import_mix(atlas, importer=importer)
    rows = mix[mix["hs6"] == main_product(atlas, mineral)].reset_index(drop=True)
    return Sources(importer, atlas.lookups.name_of.get(importer, importer), mineral, rows)


def trade_layers(
    atlas: Atlas, sources: Sources, *, theme_name: str, countries_url: str
) -> list[CanvasLayer]:
    """The countries, a line from each exporter, and its share as a circle with a number."""
    theme, places = THEMES[theme_name], atlas.lookups.places
    rows = sources.drawn
    rows = rows[rows["exporter"].isin(places)]
    layers: list[CanvasLayer] = [plain_countries(countries_url, theme, beside="exporters")]
    if rows.empty or sources.importer not in places:
        return layers
    notes = [_note(row, sources) for row in rows.to_dict("records")]
    shares = rows["share"].to_numpy(float)
    width = np.searchsorted([least for least, _ in WIDTHS], shares, side="right") - 1
    mark: dict[str, Any] = {"accent": theme.accent, "halo": theme.hairline}
    return [
        *layers,
        ArcLayer(
            name="trade",
            url=inline(_lines(atlas, sources.importer, rows)),
            z=2,
            on=None,
            classes=width.astype(np.uint8),
            styles=trade_styles(theme),
            notes=notes,
            **mark,
        ),
        PointLayer(
            name="exporters",
            url=inline(_points(atlas, rows)),
            z=3,
            on=None,
            styles=[
                {
                    "shape": "circle",
                    "fill": TRADE[theme.side] + "CC",
                    "line": theme.hairline,
                    "r": 8,
                    "z": 1,
                    "hollow": False,
                    "halo": False,
                }
            ],
            radii=radii(np.append(shares, 1.0), largest=LARGEST)[:-1],
            notes=notes,
            labels=Labels(
                [
                    f"{short_name(row.exporter_name)} {small_percent(row.share)}"
                    for row in rows.itertuples()
                ],
                theme.ink,
                theme.land,
            ),
            **mark,
        ),
    ]


def trade_styles(theme: Theme) -> list[dict[str, Any]]:
    """Styles in the order of the widths."""
    line = {"line": TRADE[theme.side], "alpha": 0.75, "arrow": True, "dash": []}
    return [{**line, "width": width} for _, width in WIDTHS]


def _lines(atlas: Atlas, importer: str, rows: pd.DataFrame) -> Columns:
    places = atlas.lookups.places
    lines = [great_circle(places[one], places[importer], bow=0.06) for one in rows["exporter"]]
    return {
        "id": [f"{one}|{importer}" for one in rows["exporter"]],
        "tip": rows["exporter_name"].tolist(),
        "xy": np.concatenate(lines).astype("<f4").ravel(),
        "part": np.concatenate([[0], np.cumsum([len(line) for line in lines])]).astype("<u4"),
        "cls": np.zeros(len(lines), dtype=np.uint8),
    }


def _points(atlas: Atlas, rows: pd.DataFrame) -> Columns:
    at = np.array([atlas.lookups.places[one] for one in rows["exporter"]], "<f4")
    return {
        "id": rows["exporter"].tolist(),
        "tip": rows["exporter_name"].tolist(),
        "lon": at[:, 0].copy(),
        "lat": at[:, 1].copy(),
        "cls": np.zeros(len(rows), dtype=np.uint8),
    }


def _note(row: dict[str, Any], sources: Sources) -> str:
    worth = usd(1000 * row["value_kusd"])
    of = "of its imports" if row["of_all"] else "of its larger imports"
    return f"{small_percent(row['share'])} {of} of {sources.product}, {worth}"

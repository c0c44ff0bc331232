"""The rows behind the map as tables: one for each layer, with columns as in ``geodata/``."""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import dataclass, replace
from functools import partial

import pandas as pd

from crmmap.atlas.atlas import Atlas
from crmmap.atlas.filters import Filters
from crmmap.atlas.licences import Given, give, with_attribution
from crmmap.atlas.masks import liveness
from crmmap.dates import in_words
from crmmap.measures.shading import Shading
from crmmap.names import one_line

FORMULA = ("=", "+", "-", "@", "\t", "\r", "＝", "＋", "－", "＠")
"""What a cell begins with that a spreadsheet would run; Excel in East Asia takes the wide signs
too."""


_NUMBER = re.compile(r"[+-]?\d+(\.\d+)?")


def safe_cell(cell: object) -> object:
    """A text as one line, and with an apostrophe where a spreadsheet would run it as a formula."""
    if not isinstance(cell, str):
        return cell
    text = one_line(cell)
    return f"'{text}" if text.startswith(FORMULA) and not _NUMBER.fullmatch(text) else text


@dataclass(frozen=True)
class Sheet:
    """A table to show and to download.

    ``note`` says what they are. What is taken away has its licence with it: ``source`` is where all
    rows come from, or ``attributed`` adds it row by row.
    """

    title: str
    rows: pd.DataFrame
    note: str
    source: str = ""
    attributed: Callable[[pd.DataFrame], pd.DataFrame] | None = None

    def to_csv(self) -> bytes:
        """UTF-8 CSV with a mark that spreadsheets read; a text that a spreadsheet would run as a
        formula is quoted.
        """
        safe = self.attributed(self.rows) if self.attributed else self.rows
        safe = safe.assign(
            **({"source": self.source} if self.source and "source" not in safe else {})
        )
        for column in safe.columns[
            [not pd.api.types.is_numeric_dtype(kind) for kind in safe.dtypes]
        ]:
            safe[column] = safe[column].map(safe_cell)
        return safe.to_csv(index=False, lineterminator="\n").encode("utf-8-sig")


def sheets(
    whole: Atlas, shown: Atlas, filters: Filters, shading: Shading | None
) -> dict[str, Sheet]:
    """A sheet for sites, zones, agreements and measures, and for shaded countries."""
    day = in_words(filters.as_of)
    agreements = shown.agreements.assign(
        **{f"state_on_{filters.as_of}": liveness(whole.lookups, filters)[shown.agreements.index]}
    )
    measures = shown.measures.assign(
        **{
            f"state_on_{filters.as_of}": whole.lookups.measure_states_at(filters.as_of)[
                shown.measures.index
            ]
        }
    )
    result = {
        "sites": Sheet(
            "Sites",
            pd.DataFrame(shown.sites.drop(columns="geometry")),
            "Positions are in degrees (WGS 84). An empty cell means that we do not know; it never "
            "means “no”.",
        ),
        "zones": Sheet(
            "Protected and sensitive areas",
            pd.DataFrame(shown.zones.drop(columns="geometry")),
            "Where only a centre and an area are known, the extent is approximate: a circle of "
            "the same area.",
        ),
        "agreements": Sheet(
            "Agreements",
            agreements,
            f"As of {day}. The diplomacy mode is our classification. It depends on whether an "
            "agreement gives access, "
            "turns against third parties or was concluded under pressure. Each row names its "
            "reason and its source.",
        ),
        "measures": Sheet(
            "Measures",
            measures,
            "Export controls, tariffs, quotas and the like that are in force or suspended on "
            f"{day}.",
        ),
    }
    result = {
        name: replace(sheet, attributed=partial(_attributed, give(whole), name))
        for name, sheet in result.items()
    }
    if shading is not None:
        result["countries"] = Sheet(
            "Countries",
            shading_rows(whole, shading),
            f"{shading.title}. Source: {shading.source}.",
            shading.source,
        )
    return result


def _attributed(given: Given, name: str, rows: pd.DataFrame) -> pd.DataFrame:
    return with_attribution(given.atlas, name, given.rows(name, rows))


def shading_rows(atlas: Atlas, shading: Shading) -> pd.DataFrame:
    """The shaded figure by country, the largest first."""
    values = shading.values.sort_values(ascending=False)
    column = "share_of_world" if shading.percent else "count"
    names = [atlas.lookups.name_of.get(str(iso3), str(iso3)) for iso3 in values.index]
    return pd.DataFrame({"iso_a3": values.index, "name": names, column: values.to_numpy()})

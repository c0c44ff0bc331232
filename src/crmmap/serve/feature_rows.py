"""The rows of a table as pygeoapi asks for them: by filters of the map, columns, box, time, CQL."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from fnmatch import translate
from typing import Any, Literal

import geopandas as gpd
import pandas as pd
import shapely
from pygeoapi.provider.base import (
    BaseProvider,
    ProviderInvalidQueryError,
    ProviderItemNotFoundError,
)
from pygeofilter import ast
from pygeofilter.backends.evaluator import handle
from pygeofilter.backends.geopandas.evaluate import GeoPandasEvaluator

from crmmap.address.words import FILTER_WORDS, from_words
from crmmap.atlas.atlas import Atlas
from crmmap.atlas.filter_specs import FILTERS
from crmmap.atlas.filters import NOT_LIVE, Filters
from crmmap.atlas.licences import give
from crmmap.dates import first_days
from crmmap.exchange.writers import select
from crmmap.exchange.writers.formats import features_of
from crmmap.ui.cache import shared, shared_atlas

EVERYTHING = Filters(also=NOT_LIVE)
MOST_ROWS = 1000
"""Of one answer; the next page has the others."""


class Conditions(GeoPandasEvaluator):
    """pygeofilter's, but for LIKE, which a stranger's pattern could keep busy for minutes."""

    @handle(ast.Like)
    def like(self, node: ast.Like, lhs: pd.Series) -> pd.Series:
        """Texts that a pattern takes in, found without going back."""
        signs = {node.wildcard or "%": "*", node.singlechar or "_": "?"}
        parts = (
            signs.get(sign, f"[{sign}]" if sign in "*?[" else sign) for sign in str(node.pattern)
        )
        flags = re.DOTALL | (re.IGNORECASE if node.nocase else 0)
        found = lhs.astype(str).str.match(re.compile(translate("".join(parts)), flags))
        return ~found if node.not_ else found


class Rows(BaseProvider):
    """One table of `crmmap.exchange.writers.LAYERS`; pygeoapi finds it by its name in the settings
    of `crmmap.serve.features`.
    """

    def __init__(self, provider_def: dict[str, Any]) -> None:
        super().__init__(provider_def)
        self._fields = self.get_fields()

    def get_fields(self) -> dict[str, dict[str, str]]:
        """Its columns with their types in JSON."""
        rows = _rows(self.data, EVERYTHING)
        return {
            column: {"type": "number" if pd.api.types.is_numeric_dtype(kind) else "string"}
            for column, kind in rows.drop(columns="geometry").dtypes.items()
        }

    def query(
        self,
        *,
        offset: int = 0,
        limit: int = 10,
        resulttype: str = "results",
        bbox: Sequence[float] = (),
        datetime_: str | None = None,
        properties: Sequence[tuple[str, str]] = (),
        sortby: Sequence[Mapping[str, str]] = (),
        select_properties: Sequence[str] = (),
        skip_geometry: bool = False,
        q: str | None = None,
        filterq: Any = None,
        **_: Any,
    ) -> dict[str, Any]:
        """A page of features, with how many there are in all."""
        rows = _rows(self.data, self._filters(properties))
        for column, value in properties:
            if column not in FILTER_WORDS:
                rows = rows[_equals(rows[column], value)]
        if bbox:
            rows = rows[_lies_in(rows.geometry, bbox)]
        if datetime_ and self.time_field:
            rows = rows[_is_within(rows[self.time_field], datetime_)]
        if q:
            text = rows[self.title_field].str.casefold()
            rows = rows[text.str.contains(q.casefold(), regex=False)]
        if filterq is not None:
            rows = rows[self._holds(rows, filterq)]
        if sortby:
            rows = rows.sort_values(
                [one["property"] for one in sortby],
                ascending=[one["order"] == "+" for one in sortby],
                kind="stable",
            )
        page = rows.iloc[:0] if resulttype == "hits" else rows.iloc[offset : offset + limit]
        return {
            "type": "FeatureCollection",
            "numberMatched": len(rows),
            "numberReturned": len(page),
            "features": self._features(page, select_properties, skip_geometry=skip_geometry),
        }

    def get(self, identifier: str, **_: Any) -> dict[str, Any]:
        """One feature by its id."""
        rows = _rows(self.data, EVERYTHING)
        found = rows[rows[self.id_field] == identifier]
        if found.empty:
            raise ProviderItemNotFoundError(user_msg=f"{self.data} has no row {identifier}")
        return self._features(found, (), skip_geometry=False)[0]

    def _filters(self, asked: Sequence[tuple[str, str]]) -> Filters:
        words = {word: value for word, value in asked if word in FILTER_WORDS}
        unknown = {word for word, _ in asked} - {*FILTER_WORDS, *self._fields}
        if unknown:
            raise ProviderInvalidQueryError(
                user_msg=f"{', '.join(sorted(unknown))}: not known. Ask by a column of this "
                f"collection or by a filter of the map: {', '.join(FILTER_WORDS)}"
            )
        picture, dropped = from_words(words, shared_atlas())
        if dropped:
            raise ProviderInvalidQueryError(user_msg="; ".join(dropped))
        # what is not asked for leaves nothing out, in place of what the map begins with
        asked_for = {
            spec.name: getattr(picture.filters, spec.name) for spec in FILTERS if spec.word in words
        }
        return EVERYTHING.but(as_of=picture.filters.as_of, **asked_for)

    def _holds(self, rows: gpd.GeoDataFrame, condition: Any) -> pd.Series:
        names = {name: name for name in (*self._fields, "geometry")}
        said = "filter: this condition can't be worked out on this collection"
        try:
            mask = Conditions(rows, names, {}).evaluate(condition)
        except Exception as fault:
            raise ProviderInvalidQueryError(user_msg=said) from fault
        if not isinstance(mask, pd.Series) or len(mask) != len(rows) or mask.dtype != bool:
            raise ProviderInvalidQueryError(user_msg=f"{said}; compare days with < and > as texts")
        return mask

    def _features(
        self, rows: gpd.GeoDataFrame, columns: Sequence[str], *, skip_geometry: bool
    ) -> list[dict[str, Any]]:
        made = features_of(rows)
        for feature, key in zip(made, rows[self.id_field], strict=True):
            feature["id"] = key
            if columns:
                wanted = feature["properties"]
                feature["properties"] = {name: wanted[name] for name in columns}
            if skip_geometry:
                feature["geometry"] = None
        return made


def _rows(table: str, filters: Filters) -> gpd.GeoDataFrame:
    return shared(_selected, shared_atlas(), table, filters)


def _selected(whole: Atlas, table: str, filters: Filters) -> gpd.GeoDataFrame:
    return gpd.GeoDataFrame(select(give(whole), filters).layers[table])


def _lies_in(shapes: gpd.GeoSeries, bbox: Sequence[float]) -> pd.Series:
    """Which shapes a box touches; one whose west lies east of its east goes over 180 degrees."""
    flat = list(bbox) if len(bbox) == 4 else [bbox[0], bbox[1], bbox[3], bbox[4]]
    west, south, east, north = flat
    if west <= east:
        return shapes.intersects(shapely.box(west, south, east, north))
    sides = (shapely.box(west, south, 180, north), shapely.box(-180, south, east, north))
    return shapes.intersects(sides[0]) | shapes.intersects(sides[1])


def _equals(cells: pd.Series, value: str) -> pd.Series:
    """Which cells hold a value; numbers are compared as numbers."""
    if not pd.api.types.is_numeric_dtype(cells):
        return cells.astype(str) == value
    try:
        return cells == float(value)
    except ValueError:
        said = f"{cells.name}={value}: this column holds numbers"
        raise ProviderInvalidQueryError(user_msg=said) from None


def _is_within(days: pd.Series, wanted: str) -> pd.Series:
    """Which days an instant or an interval of OGC's form takes in, a year or a month whole; what
    has no day is never in.
    """
    first, _, last = wanted.partition("/") if "/" in wanted else (wanted, "/", wanted)
    known = pd.to_datetime(first_days(days))
    inside = known.notna()
    if first not in ("", ".."):
        inside &= known >= _whole(first, "start")
    if last not in ("", ".."):
        inside &= known <= _whole(last, "end")
    return inside


def _whole(words: str, end: Literal["start", "end"]) -> pd.Timestamp:
    """The first or the last moment of a day, a month or a year."""
    try:
        known = pd.Period(words[:10])
    except ValueError:
        known = None
    if not isinstance(known, pd.Period):
        said = f"datetime={words}: give a day such as 2025-04-30, or two with / between"
        raise ProviderInvalidQueryError(user_msg=said)
    return known.to_timestamp(how=end)

"""The Atlas: a frozen set of tables that filters make smaller and scenarios change."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, fields
from datetime import date
from functools import cached_property, lru_cache
from pathlib import Path
from typing import Any, cast

import geopandas as gpd
import pandas as pd

from crmmap.atlas.filter_specs import masks_of
from crmmap.atlas.filters import Filters
from crmmap.atlas.frames import Frames
from crmmap.atlas.lookups import Lookups
from crmmap.atlas.masks import FILTERED, together
from crmmap.shipped import GEODATA
from crmmap.store import origin_of, read_tables
from crmmap.store.snapshots import MANIFEST, read_manifest


@dataclass(frozen=True, eq=False)
class Atlas(Frames):
    """Sites, zones, agreements and what is known of them; columns as in ``geodata/``.

    A filter takes an Atlas and gives a smaller one, a measure takes an Atlas and gives a table.
    Frames are never changed in place.

    The tables are the attributes of `crmmap.atlas.frames.Frames`.
    """

    folder: Path | None = None
    """Where the tables were read from, if not the shipped ones; it may hold scenarios and
    stories too."""

    @cached_property
    def snapshot(self) -> str:
        """The id of the snapshot that the tables were read from; "" if they were read from none."""
        if self.folder is None or not (self.folder / MANIFEST).is_file():
            return ""
        return read_manifest(self.folder).id

    @cached_property
    def lookups(self) -> Lookups:
        """Arrays by which filters and measures find rows; made once for each Atlas."""
        return Lookups(self)

    def filter(self, filters: Filters) -> Atlas:
        """The rows that ``filters`` leaves, as a new Atlas.

        Countries, blocs, standards and other tables of reference stay whole. Production, trade,
        import reliance and the outlook heed the minerals alone and keep all countries: a share of
        the world is the same wherever one looks.

        Parameters
        ----------
        filters
            What to keep; see `Filters`.

        Returns
        -------
        Atlas
            The same columns, fewer rows; the given Atlas stays as it is.

        Examples
        --------
        >>> import crmmap
        >>> nickel = crmmap.load().filter(crmmap.Filters(minerals=("Nickel",)))
        >>> bool(nickel.sites["minerals"].str.contains("Nickel").all())
        True
        """
        return self._filtered(filters)

    @cached_property
    def _filtered(self) -> Callable[[Filters], Atlas]:
        """`_filter`, which remembers the last few: a page asks for the same rows many times."""
        return lru_cache(maxsize=8)(self._filter)

    def _filter(self, filters: Filters) -> Atlas:
        rows = {table: together(masks_of(table, self.lookups, filters)) for table in FILTERED}
        smaller = self.replace(
            **{table: getattr(self, table)[left] for table, left in rows.items()},
            bloc_members=self.bloc_members[self.lookups.memberships_at(filters.as_of)],
            standard_adherence=self._adherence_at(filters.as_of),
        )
        smaller.__dict__["lookups"] = Lookups(
            smaller, within=(self.lookups, rows["sites"], rows["zones"]), day=filters.as_of
        )
        return smaller

    def _adherence_at(self, day: date) -> pd.DataFrame:
        rows = self.standard_adherence
        return rows[~rows["counts"] | rows.index.isin(self.lookups.adherents_at(day).index)]

    def replace(self, **tables: pd.DataFrame) -> Atlas:
        """The same Atlas with some tables exchanged.

        Parameters
        ----------
        **tables
            By their names, with the columns that they have in ``geodata/``.

        Returns
        -------
        Atlas
            The other tables are shared with the given Atlas.
        """
        mine = {field.name: getattr(self, field.name) for field in fields(self)}
        return Atlas(**cast("dict[str, Any]", mine | tables))


def load(path: str | Path | None = None, *, known_on: date | None = None) -> Atlas:
    """Read and check a data folder; `crmmap.load` says what it takes and raises."""
    folder = None if path is None else origin_of(path, known_on=known_on)
    tables = read_tables(folder or GEODATA)
    sites = tables["sites"]
    points = gpd.points_from_xy(sites["longitude"], sites["latitude"], crs="EPSG:4326")
    tables["sites"] = gpd.GeoDataFrame(sites, geometry=points)
    return Atlas(**cast("dict[str, Any]", tables), folder=folder)

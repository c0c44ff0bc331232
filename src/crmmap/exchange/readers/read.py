"""Reading a file: from its bytes to rows of our tables."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field, replace
from pathlib import Path

import pandas as pd

from crmmap.atlas.atlas import Atlas
from crmmap.engines import HERE, Engine
from crmmap.exchange.readers import mapper, sites, zones
from crmmap.exchange.readers.coordinates import reference_system
from crmmap.exchange.readers.exported import rows_of
from crmmap.exchange.readers.import_report import ImportReport
from crmmap.exchange.readers.import_result import ImportResult
from crmmap.exchange.readers.layout import OWN, Layout, Source, plain, prepared, with_constants
from crmmap.exchange.readers.layouts import LAYOUTS
from crmmap.exchange.readers.limits import told_as_ours, unusable
from crmmap.exchange.readers.matching import Rule, match
from crmmap.exchange.readers.policy import POLICY_FIELDS, policy_rows
from crmmap.exchange.readers.raw_tables import Opening, read_raw
from crmmap.exchange.readers.recognise import GENERIC, recognise
from crmmap.exchange.readers.statistics import adherence_of, production_of, without_known
from crmmap.exchange.readers.tabular import Raw
from crmmap.names import fold, one_line
from crmmap.schema.vocabulary import OWN_SOURCE

Progress = Callable[[float, str], object]
NARROW = 2
"""Columns up to which a row with one cell may be a row of the table."""
_EITI_FIELDS = ("country", "status", "since")


@dataclass(frozen=True, kw_only=True)
class ImportOptions:
    """How a file is to be read; what is not given is recognised or guessed.

    Attributes
    ----------
    layout
        One of `LAYOUTS`, or ``sites`` or ``zones`` for a table of one's own; recognised by the
        columns if not given.
    sheet
        Of a workbook, or layer of a GeoPackage, where it is not the publisher's or the first.
    encoding
        Of a text file or a shapefile, such as ``cp1251``.
    separator
        Between the cells of a text file; ``tab`` for a tab.
    header
        The number of the row with the names of the columns, from 1.
    constants
        Field to what it is in all rows, such as ``commodities`` to ``lithium``.
    columns, table
        Of a table of one's own: field to column, and which table it goes into.
    rule
        When a site of the file is one that the map has already.
    apart
        Row numbers of the file that shall not be merged.
    crs
        The reference system of easting and northing, ``EPSG:32735``.
    licence
        Of a table of one's own, for its source.
    """

    layout: str = ""
    sheet: str = ""
    encoding: str = ""
    separator: str = ""
    header: int = 0
    constants: Mapping[str, str] = field(default_factory=dict)
    columns: Mapping[str, str] | None = None
    table: str = ""
    rule: Rule = field(default_factory=Rule)
    apart: frozenset[int] = frozenset()
    crs: str = ""
    licence: str = ""

    def opening(self, sheet: str | None = "") -> Opening:
        """What is known of the file before it is opened.

        Parameters
        ----------
        sheet
            The publisher's, if the user names none.

        Returns
        -------
        Opening
        """
        return Opening(self.sheet or sheet or "", self.encoding, self.separator, self.header)


def read(
    path: Path | str,
    atlas: Atlas,
    options: ImportOptions | None = None,
    *,
    name: str = "",
    progress: Progress = lambda _share, _words: None,
    engine: Engine = HERE,
) -> ImportResult:
    r"""What a file brings to an Atlas; nothing is changed by it, see `merge`.

    Parameters
    ----------
    path
        CSV, xlsx, JSON, GeoJSON, GeoPackage, or a zip of one of these or of a shapefile.
    atlas
        The map that the file will be added to: its sites are what rows are compared with.
    options
        How it is to be read.
    name
        What to call the file.
    progress
        Told the share that is done, 0 to 1, and what is being done.
    engine
        Where rows are compared with the map's sites; see `crmmap.engines.engine_of`.

    Returns
    -------
    ImportResult
        Rows to add, and a report with one row for each row of the file.

    Raises
    ------
    UnusableFile
        If the file can't be read at all. A row that can't be taken is refused in ``report``, with
        its reason.

    Examples
    --------
    >>> import crmmap, tempfile
    >>> from pathlib import Path
    >>> from crmmap.exchange.readers import ImportOptions, read
    >>> folder = tempfile.TemporaryDirectory()
    >>> path = Path(folder.name) / "mine.csv"
    >>> columns = "name,lat,lon,commodity,country,kind"
    >>> _ = path.write_text(f"{columns}\nNew Hill,60.9,-46.1,rare earths,Greenland,mine\n")
    >>> read(path, crmmap.load(), ImportOptions(table="sites")).totals
    {'read': 1, 'taken': 1, 'merged': 0, 'refused': 0}
    """
    path = Path(path)
    name = one_line(name or path.name)
    with told_as_ours(name):
        return _read(path, atlas, options or ImportOptions(), name, progress, engine)


def _read(
    path: Path,
    atlas: Atlas,
    options: ImportOptions,
    name: str,
    progress: Progress,
    engine: Engine,
) -> ImportResult:
    layout, crs = options.layout, options.crs
    progress(0.02, "Opening the file")
    known = {**LAYOUTS, **GENERIC}
    if layout and layout not in known:
        raise unusable(name, f"the format {layout!r} is not known; it can be {', '.join(known)}")
    if crs:
        try:
            reference_system(crs)
        except ValueError as fault:
            raise unusable(name, str(fault)) from None
    raw = read_raw(path, name=name, opening=options.opening(known[layout].sheet if layout else ""))
    if raw.cells.empty and raw.geometry is None:
        raise unusable(name, "the table has a header and no rows")
    chosen = _layout(raw, options, atlas, name)
    notes = raw.notes
    if chosen.name == "zones" and not options.table and not layout:
        notes = (*notes, "read as protected or sensitive areas, because its words say so")
    wrong = set(options.constants) - set(mapper.FIELDS.get(chosen.name, ()))
    if wrong:
        fields = ", ".join(mapper.FIELDS.get(chosen.name, ("none, for this layout says its own",)))
        raise unusable(name, f"{wrong.pop()!r} can't be said for all rows; it can be {fields}")
    if options.licence and chosen.name in GENERIC:
        chosen = replace(chosen, source=replace(chosen.source, licence=options.licence))
    progress(0.3, "Reading names, minerals and positions")
    report = ImportReport(len(raw.cells), raw.first)
    for place, reason in raw.misshapen.items():
        report.refuse(report.row == place + raw.first, reason)
    filled = (raw.cells != "").sum(axis=1).to_numpy()
    if raw.geometry is None:
        report.refuse(filled == 0, "the row is empty")
        alone = (filled == 1) & (len(raw.cells.columns) > NARROW)
        report.refuse(alone, "one cell alone is filled: a note, and no row of the table")
    source = _source_of(chosen, name)
    tables = _tables(raw, chosen, source, atlas, report, options, progress, engine)
    progress(1.0, "Done")
    return ImportResult(
        name,
        chosen,
        source,
        tables,
        report.table(),
        notes,
        options.rule if "sites" in tables else None,
        options.apart,
    )


def _tables(
    raw: Raw,
    layout: Layout,
    source: Source,
    atlas: Atlas,
    report: ImportReport,
    options: ImportOptions,
    progress: Progress,
    engine: Engine,
) -> dict[str, pd.DataFrame]:
    if layout.name.startswith("crmmap-"):
        return {layout.table: rows_of(layout.table, raw.cells, raw.geometry, atlas, report)}
    if layout.table == "sites":
        cells = with_constants(prepared(raw.cells, layout, tuple(sites.FIELDS)), options.constants)
        rows = sites.sites_of(
            cells, raw.geometry, atlas, report, source_id=source.source_id, crs=options.crs
        )
        progress(0.65, "Looking for sites that the map has already")
        match(rows, atlas.sites, options.rule, report, apart=options.apart, engine=engine)
        return {"sites": rows}
    if layout.table == "zones":
        cells = with_constants(prepared(raw.cells, layout, tuple(zones.FIELDS)), options.constants)
        column = layout.columns.get("area_km2", ("",))[0] if layout.name in GENERIC else "km2"
        rows = zones.zones_of(cells, raw.geometry, atlas, report, source, area_column=column)
        there = set(atlas.zones["zone_id"])
        for place, zone_id in rows.loc[rows["zone_id"].isin(there), "zone_id"].items():
            report.merge(int(str(place)), zone_id, "the same zone of the same source is in the map")
        return {"zones": rows[~rows["zone_id"].isin(there)]}
    if layout.table == "production":
        own = source.source_id if source.source_id.startswith(OWN_SOURCE) else ""
        found = production_of(raw.cells, atlas, report, publisher=own)
        output, reserves = without_known(*found, atlas, report)
        return {"production": output, "reserves": reserves}
    if layout.table in POLICY_FIELDS:
        cells = prepared(raw.cells, layout, POLICY_FIELDS[layout.table])
        return {layout.table: policy_rows(cells, layout, source, atlas, report)}
    return {
        "standard_adherence": adherence_of(prepared(raw.cells, layout, _EITI_FIELDS), atlas, report)
    }


def _layout(raw: Raw, options: ImportOptions, atlas: Atlas, name: str) -> Layout:
    layout, columns, table = options.layout, options.columns, options.table
    if layout and layout not in GENERIC:
        chosen = LAYOUTS[layout]
        there = {plain(column) for column in raw.cells.columns}
        absent = [column for column in chosen.needs if plain(column) not in there]
        if absent:
            has = ", ".join(raw.cells.columns[:20])
            raise unusable(
                name,
                f"this is not the layout of {chosen.title}: it has no column {', '.join(absent)}; "
                f"it has {has}",
            )
        return chosen
    found = (
        None
        if layout or columns or table
        else recognise(raw.cells, shaped=raw.geometry is not None)
    )
    if found is not None:
        return found
    wanted = table or layout
    if wanted and wanted not in GENERIC:
        raise unusable(
            name, f"a table of one's own can go into {' or '.join(GENERIC)}, not into {wanted!r}"
        )
    guessed, mapping = mapper.guess(raw.cells, raw.geometry, atlas, table=wanted)
    into = guessed.table
    mapping = dict(columns) if columns is not None else mapping
    chosen = mapper.with_columns(GENERIC[into], mapping, raw.cells, table=into)
    lacks = mapper.missing(
        mapping, into, shaped=raw.geometry is not None, constants=options.constants
    )
    if lacks:
        has = ", ".join(raw.cells.columns[:20]) or "no columns"
        areas = ""
        if into == "sites" and mapper.has_outlines(raw.geometry):
            areas = (
                " Its outlines are not said to be protected areas; if they are, read the file as "
                "zones."
            )
        raise unusable(
            name,
            f"no column was found for {' and for '.join(lacks)}; say which it is. It has "
            f"{has}.{areas}",
        )
    return chosen


def _source_of(layout: Layout, name: str) -> Source:
    if layout.name in GENERIC or layout.source.source_id == OWN:
        stem = re.sub(r"[^a-z0-9]+", "_", fold(name.rsplit(".", 1)[0]))[:40].strip("_") or "file"
        return replace(layout.source, source_id=f"{OWN_SOURCE}{stem}", title=name, attribution=name)
    return layout.source

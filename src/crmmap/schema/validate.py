"""Check a data folder and say of each fault where it is and what would be right."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import geopandas as gpd
import numpy as np
import pandas as pd
from pandera.errors import SchemaErrors

from crmmap.names import CONTROL
from crmmap.schema.rules import Reference, RowRule, Table
from crmmap.schema.tables import TABLES

UNFINISHED = ".unfinished"
"""A file that marks a folder of tables while its files are being replaced."""
SHOWN_AT_MOST = 20
"""Problems written out in the message of `InvalidData`; the command line prints all."""


@dataclass(frozen=True)
class Problem:
    """One fault. ``row`` counts as a spreadsheet does: the header is row 1; empty where no row
    is at fault.
    """

    file: str
    row: str
    column: str
    value: str
    rule: str

    def __str__(self) -> str:
        place = ", ".join(
            part
            for part in (
                self.file,
                self.row and f"row {self.row}",
                self.column and f"column {self.column}",
            )
            if part
        )
        shown = f": {self.value!r}" if self.value else ""
        return f"{place}{shown}: {self.rule}"


class InvalidData(ValueError):  # noqa: N818 - named for what the user has, as in `InvalidData: zones.geojson …`
    """A data folder that breaks the rules; ``problems`` holds every fault found."""

    def __init__(self, folder: Path | str, problems: list[Problem]) -> None:
        self.problems = problems
        lines = [str(problem) for problem in problems[:SHOWN_AT_MOST]]
        if len(problems) > SHOWN_AT_MOST:
            lines.append(f"… and {len(problems) - SHOWN_AT_MOST} more")
        lines.append("Mend these cells, or see them all with: crmmap validate " + str(folder))
        super().__init__(f"{len(problems)} problem(s) in {folder}\n" + "\n".join(lines))


def read_tables(folder: Path) -> dict[str, pd.DataFrame]:
    """All tables of ``folder``, checked and typed.

    Returns
    -------
    dict
        A frame for each name in `crmmap.schema.tables.TABLES`. Texts are str with "" for not known,
        numbers float with NaN for not known, flags bool; spatial tables are GeoDataFrames in
        EPSG:4326.

    Raises
    ------
    InvalidData
        If any file, row or reference breaks a rule. Nothing is loaded then.
    """
    frames: dict[str, pd.DataFrame] = {}
    problems: list[Problem] = []
    if not folder.is_dir():
        raise InvalidData(
            folder,
            [Problem(str(folder), "", "", "", "is not a folder; name one that holds the tables")],
        )
    if (folder / UNFINISHED).exists():
        rule = "writing this folder was stopped half-way; write it again"
        raise InvalidData(folder, [Problem(UNFINISHED, "", "", "", rule)])
    for name, table in TABLES.items():
        frame = _read(folder / table.file, table, problems)
        if frame is not None:
            frames[name] = _check_columns(frame, table, problems)
    for name, table in TABLES.items():
        for reference in table.references:
            if name in frames and reference.column in frames[name]:
                problems.extend(_dangling(frames, name, table, reference))
        if name in frames:
            problems.extend(_broken(frames[name], table, table.row_rules))
    if problems:
        raise InvalidData(folder, problems)
    for name, table in TABLES.items():
        for column in table.flags:
            frames[name][column] = frames[name][column] == "True"
    return frames


def _read(path: Path, table: Table, problems: list[Problem]) -> pd.DataFrame | None:
    if not path.is_file():
        problems.append(Problem(table.file, "", "", "", f"is missing; put it into {path.parent}"))
        return None
    try:
        frame = _read_spatial(path) if table.spatial else _read_csv(path)
    except Exception as fault:
        problems.append(
            Problem(table.file, "", "", "", f"can't be read: {fault}; save it as UTF-8")
        )
        return None
    missing = [name for name in table.columns if name not in frame]
    problems.extend(
        Problem(table.file, "1", name, "", "this column is missing") for name in missing
    )
    if missing:
        return None
    if table.spatial:
        problems.extend(_bad_geometries(frame, table))
        others = list(_not_text(frame, table))
        problems.extend(others)
        if others:
            return None
    problems.extend(_control_characters(frame, table))
    return frame


def _read_csv(path: Path) -> pd.DataFrame:
    return pd.read_csv(path, dtype=str, keep_default_na=False, encoding="utf-8").astype(object)


def _read_spatial(path: Path) -> gpd.GeoDataFrame:
    frame = gpd.read_file(path)
    for column in frame.columns.drop("geometry"):
        if frame[column].dtype != "float64":
            frame[column] = frame[column].astype(object).where(frame[column].notna(), "")
    return frame


def _bad_geometries(frame: pd.DataFrame, table: Table) -> Iterator[Problem]:
    shapes = frame["geometry"]
    for row in frame.index[shapes.isna() | shapes.is_empty]:
        yield Problem(table.file, str(row + 2), "geometry", "", "must not be empty")


def _not_text(frame: pd.DataFrame, table: Table) -> Iterator[Problem]:
    """Numbers and lists where GeoJSON should hold text; CSV holds nothing else."""
    for column in table.texts:
        for row in np.flatnonzero([not isinstance(cell, str) for cell in frame[column]]):
            yield Problem(
                table.file, str(row + 2), column, str(frame[column].iloc[row]), "must be text"
            )


def _control_characters(frame: pd.DataFrame, table: Table) -> Iterator[Problem]:
    """Every column counts, the ones without rules too: what it holds goes onto pages and into
    files.
    """
    for column in pd.DataFrame(frame).select_dtypes(object):
        bad = [value for value in frame[column].unique() if CONTROL.search(str(value))]
        for row in frame.index[frame[column].isin(bad)] if bad else ():
            rule = "must be one line, without tabs or other control characters"
            yield Problem(table.file, str(row + 2), column, str(frame.at[row, column]), rule)


def _check_columns(frame: pd.DataFrame, table: Table, problems: list[Problem]) -> pd.DataFrame:
    for column in table.numbers:
        if frame[column].dtype != "float64":
            frame[column] = frame[column].where(frame[column] != "", None)
    try:
        return table.schema.validate(frame, lazy=True)
    except SchemaErrors as faults:
        cases = faults.failure_cases
        for case in cases.drop_duplicates(["column", "index", "failure_case"]).itertuples():
            row = "" if pd.isna(case.index) else str(int(case.index) + 2)
            rule = in_words(str(case.check))
            problems.append(
                Problem(table.file, row, str(case.column), str(case.failure_case), rule)
            )
        return frame


def warnings_of(tables: dict[str, pd.DataFrame]) -> list[Problem]:
    """What a reader of some tables should know though no rule is broken."""
    found = ((TABLES[name], rows) for name, rows in tables.items())
    return [problem for table, rows in found for problem in _broken(rows, table, table.warnings)]


def _broken(rows: pd.DataFrame, table: Table, rules: tuple[RowRule, ...]) -> Iterator[Problem]:
    for rule in rules:
        for place in np.flatnonzero(~rule.holds(rows).to_numpy(bool)):
            row = rows.iloc[place]
            value = " ".join(
                filter(None, [str(row[table.key]) if table.key else "", str(row[rule.column])])
            )
            yield Problem(table.file, str(place + 2), rule.column, value, rule.says)


def in_words(check: str) -> str:
    """The rule of a check that failed."""
    if check == "field_uniqueness":
        return "stands twice, must be unique"
    if check == "not_nullable":
        return "must not be empty"
    if check.startswith(("coerce_dtype", "dtype")):
        return "must be a number"
    return check


def _dangling(
    frames: dict[str, pd.DataFrame], name: str, table: Table, reference: Reference
) -> Iterator[Problem]:
    known = set(reference.besides) | {""}
    for target in reference.to:
        target_table, column = target.split(".")
        if target_table not in frames:
            return  # the missing table is reported already
        known.update(frames[target_table][column])
    cells = frames[name][reference.column]
    for cell in cells.unique():
        parts = [part for part in str(cell).split(";") if part.startswith(reference.prefix)]
        unknown = [part for part in parts if part.removeprefix(reference.prefix) not in known]
        if unknown:
            where = ", ".join(target.replace(".", ".csv column ") for target in reference.to)
            for row in cells.index[cells == cell]:
                yield Problem(
                    table.file,
                    str(row + 2),
                    reference.column,
                    ";".join(unknown),
                    f"is not known; add it to {where}",
                )

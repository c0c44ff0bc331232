"""The kinds of column a table may have, and what a table is: a file, rules, references."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass

import pandas as pd
import pandera.pandas as pa

from crmmap.dates import PARTIAL_DATE
from crmmap.names import is_web_address

Element = Callable[[str], bool]
FLAG = "flag"
TEXT = object
"""How pandas holds texts here. Readers see to it that they are texts: to ask pandera for ``str``
would take as long as all other rules."""


def _check(rule: Element, says: str) -> pa.Check:
    """A rule for each cell, asked once for each value that occurs."""
    return pa.Check(
        lambda cells: cells.isin([value for value in cells.unique() if rule(value)]), error=says
    )


def text(*, empty: bool = True, unique: bool = False) -> pa.Column:
    checks = [] if empty else [_check(lambda v: bool(v.strip()), "must not be empty")]
    return pa.Column(TEXT, checks, unique=unique)


def url() -> pa.Column:
    says = "must be empty or a web address that begins with http:// or https:// and holds no blank"
    return pa.Column(TEXT, _check(lambda v: not v or is_web_address(v), says))


def key() -> pa.Column:
    known = "must be letters, digits, '.', '_' or '-', at most 120"
    return pa.Column(
        TEXT, pa.Check.str_matches(r"^[A-Za-z0-9._-]{1,120}$", error=known), unique=True
    )


OPTIONS = "options"
"""Under which a column's metadata have the words that it allows."""


def one_of(
    values: Iterable[str], *, empty: bool = False, description: str | None = None
) -> pa.Column:
    allowed = {*values, *([""] if empty else [])}
    says = "must be one of: " + ", ".join(sorted(allowed - {""}))
    check = _check(allowed.__contains__, says)
    return pa.Column(TEXT, check, description=description, metadata={OPTIONS: sorted(allowed)})


def some_of(values: Iterable[str]) -> pa.Column:
    allowed = set(values)
    says = "each part between ';' must be one of: " + ", ".join(sorted(allowed))
    return pa.Column(TEXT, _check(lambda v: all(part in allowed for part in v.split(";")), says))


def number(low: float, high: float, *, empty: bool = True, whole: bool = False) -> pa.Column:
    checks = [pa.Check.in_range(low, high, error=f"must be a number from {low:g} to {high:g}")]
    if whole:
        checks.append(_check(lambda v: float(v).is_integer(), "must be a whole number"))
    return pa.Column(float, checks, nullable=empty, coerce=True)


def keyed(words: Iterable[str]) -> pa.Column:
    """Parts such as ``bloc:EU`` with semicolons between them, whose first word is known."""
    allowed = set(words)
    says = "each part between ';' must begin with one of: " + ", ".join(sorted(allowed))
    return pa.Column(
        TEXT,
        _check(lambda v: all(part.partition(":")[0] in allowed for part in v.split(";")), says),
    )


def date() -> pa.Column:
    says = "must be YYYY-MM-DD, YYYY-MM, YYYY or empty"
    return pa.Column(TEXT, _check(lambda v: not v or bool(PARTIAL_DATE.fullmatch(v)), says))


def whole_year() -> pa.Column:
    """A year as four digits."""
    return pa.Column(
        TEXT, pa.Check.str_matches(r"^(19|20)\d\d$", error="must be a year of four digits")
    )


def flag() -> pa.Column:
    return one_of(("True", "False"), description=FLAG)


@dataclass(frozen=True)
class Reference:
    """A column whose values stand in another table.

    Attributes
    ----------
    column
        The referring column; cells may be lists separated by ``;``.
    to
        ``table.column`` pairs, any of which may hold the value.
    besides
        Values that are right though no table lists them.
    prefix
        Only parts of the list that begin so refer to it; it is no part of the value.
    """

    column: str
    to: tuple[str, ...]
    besides: tuple[str, ...] = ()
    prefix: str = ""


@dataclass(frozen=True)
class RowRule:
    """What must hold between the cells of one row.

    Attributes
    ----------
    column
        The column that a message names.
    holds
        For a table a bool for each row.
    says
        What is wrong where it does not hold.
    """

    column: str
    holds: Callable[[pd.DataFrame], pd.Series]
    says: str


@dataclass(frozen=True)
class Table:
    """A file of the data folder, its rules and its references.

    ``spatial`` tables are GeoJSON, the others CSV. ``key`` names the column that tells rows apart
    in messages. A row that breaks one of ``row_rules`` is refused, one that breaks one of
    ``warnings`` is told of.
    """

    file: str
    columns: dict[str, pa.Column]
    references: tuple[Reference, ...] = ()
    key: str = ""
    row_rules: tuple[RowRule, ...] = ()
    warnings: tuple[RowRule, ...] = ()

    @property
    def spatial(self) -> bool:
        return self.file.endswith(".geojson")

    @property
    def schema(self) -> pa.DataFrameSchema:
        return pa.DataFrameSchema(self.columns)

    @property
    def numbers(self) -> list[str]:
        """Columns of numbers, in which an empty cell means not known."""
        return [name for name, column in self.columns.items() if str(column.dtype) == "float64"]

    @property
    def texts(self) -> list[str]:
        """Columns that hold text."""
        return [name for name in self.columns if name not in self.numbers]

    @property
    def flags(self) -> list[str]:
        """Columns of True and False."""
        return [name for name, column in self.columns.items() if column.description == FLAG]

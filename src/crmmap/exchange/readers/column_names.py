"""Names of columns in tables of one's own, by the field that they hold: ``column_names.csv``, as
`crmmap.exchange.readers.layout.plain` has them, the likelier first.
"""

from __future__ import annotations

import csv
from importlib.resources import files

with (files("crmmap.exchange.readers") / "column_names.csv").open(encoding="utf-8") as _file:
    SAYS: dict[str, tuple[str, ...]] = {
        row["field"]: tuple(row["names"].split()) for row in csv.DictReader(_file)
    }
ALL_NAMES = frozenset(name for names in SAYS.values() for name in names)

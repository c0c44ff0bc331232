"""``crmmap …`` on the command line."""

from __future__ import annotations

import argparse
import csv
import sys
from dataclasses import astuple
from pathlib import Path

from crmmap.atlas import GEODATA
from crmmap.validate import InvalidData, read_tables


def main(arguments: list[str] | None = None) -> int:
    """Run a command; the exit code is 0 if all is well and 1 if the data are not."""
    parser = argparse.ArgumentParser(prog="crmmap", description="Critical raw materials and minerals diplomacy.")
    commands = parser.add_subparsers(dest="command", required=True)
    validate = commands.add_parser("validate", help="check a data folder: each fault as file, row, column, value, rule")
    validate.add_argument("folder", nargs="?", type=Path, default=GEODATA, help="default: the shipped geodata")
    options = parser.parse_args(arguments)
    return _validate(options.folder)


def _validate(folder: Path) -> int:
    try:
        tables = read_tables(folder)
    except InvalidData as fault:
        lines = csv.writer(sys.stdout, lineterminator="\n")
        lines.writerow(["file", "row", "column", "value", "rule"])
        lines.writerows(astuple(problem) for problem in fault.problems)
        print(f"{len(fault.problems)} problem(s) in {folder}", file=sys.stderr)
        return 1
    rows = sum(len(table) for table in tables.values())
    print(f"{folder}: {len(tables)} tables, {rows:,} rows, no problem found")
    return 0

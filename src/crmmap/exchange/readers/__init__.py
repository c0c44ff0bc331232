"""Readers for the files of this field. They make rows of our tables and report what became of
each row.
"""

from crmmap.exchange.readers.import_result import ImportResult, merge
from crmmap.exchange.readers.layout import Layout
from crmmap.exchange.readers.layouts import LAYOUTS
from crmmap.exchange.readers.matching import Rule
from crmmap.exchange.readers.read import ImportOptions, read

__all__ = ["LAYOUTS", "ImportOptions", "ImportResult", "Layout", "Rule", "merge", "read"]

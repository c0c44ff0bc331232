"""What users take away: a selection as files that their tools open, with licence and attribution
in each.
"""

from crmmap.exchange.writers.formats import FORMATS, file_name, write
from crmmap.exchange.writers.selection import LAYERS, Selection, select

__all__ = ["FORMATS", "LAYERS", "Selection", "file_name", "select", "write"]

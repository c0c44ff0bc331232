"""Writers: a selection as files for other tools, with licence and attribution in each."""

from crmmap.exchange.writers.formats import FORMATS, file_name, write
from crmmap.exchange.writers.selection import LAYERS, Selection, select

__all__ = ["FORMATS", "LAYERS", "Selection", "file_name", "select", "write"]

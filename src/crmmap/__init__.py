"""Critical raw materials and minerals diplomacy: tables, filters, measures and maps."""

from crmmap import measures
from crmmap.atlas import Atlas, load
from crmmap.filters import Filters
from crmmap.validate import InvalidData

__all__ = ["Atlas", "Filters", "InvalidData", "load", "measures"]

"""Sites near zones of files that are too large to be loaded: read, cut into parts, measured by an
engine, written.
"""

from crmmap.exchange.overlay.large_files import LargeFile, UnusableHolding
from crmmap.exchange.overlay.pairs import overlay_files

__all__ = ["LargeFile", "UnusableHolding", "overlay_files"]

"""Finds the files that come with crmmap, in a clone or in an installed package."""

from pathlib import Path

_INSTALLED = Path(__file__).with_name("_app")
ROOT = _INSTALLED if _INSTALLED.is_dir() else Path(__file__).resolve().parents[2]
"""Holds the three below, and ``.streamlit``."""
APP = ROOT / "app.py"
"""What ``streamlit run`` opens."""
PAGES = ROOT / "pages"
GEODATA = ROOT / "geodata"
"""The shipped tables, scenarios and stories."""

WEB = Path(__file__).parent / "web"
"""Scripts and styles for browsers."""

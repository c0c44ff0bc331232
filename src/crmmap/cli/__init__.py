"""``crmmap …`` on the command line: every page's content, and what goes in and out, without a
browser.
"""

from crmmap.cli.main import main

__all__ = ["main"]

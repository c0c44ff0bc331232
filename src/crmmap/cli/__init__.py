"""The command ``crmmap``: the content of every page, and reading and writing of files, without a
browser.
"""

from crmmap.cli.main import main

__all__ = ["main"]

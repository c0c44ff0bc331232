"""Type for pictures that are drawn on the server, which may have no fonts at all."""

from __future__ import annotations

import textwrap
from functools import cache
from importlib.util import find_spec
from pathlib import Path
from types import ModuleType

FILE_FONT = "Source Sans Pro"


def font_folder() -> Path:
    """Where the package font-source-sans-pro keeps its files."""
    spec = find_spec("font_source_sans_pro")
    if spec is None or not spec.submodule_search_locations:
        raise ModuleNotFoundError("font_source_sans_pro is missing; install the requirements anew")
    return Path(spec.submodule_search_locations[0]) / "files"


@cache
def converter() -> ModuleType:
    """The converter of charts and drawings, with the app's type."""
    import vl_convert  # 30 MB, only read when a picture is asked for

    vl_convert.register_font_directory(str(font_folder()))
    return vl_convert


def in_lines(text: str, width: int) -> list[str]:
    """Lines of at most ``width`` characters; hyphens stay within a line, as in addresses."""
    return textwrap.wrap(text, width, break_on_hyphens=False, break_long_words=False)

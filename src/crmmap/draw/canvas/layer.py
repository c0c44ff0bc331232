"""What all layers share: the address of their columns, a style for each row, and which rows are
drawn.
"""

from __future__ import annotations

import base64
import zlib
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any, ClassVar

import numpy as np


def packed(values: np.ndarray) -> str:
    """Bytes for the browser: deflated, as base64. A mask goes as eight rows a byte, the first
    row in the lowest bit.
    """
    body = (
        np.packbits(values, bitorder="little") if values.dtype == bool else values.astype(np.uint8)
    )
    return base64.b64encode(zlib.compress(body.tobytes(), level=1)).decode()


@dataclass(frozen=True, kw_only=True)
class CanvasLayer:
    """What a layer shows now.

    Attributes
    ----------
    name
        Of the layer in its map; clicks are reported as ``name:id``.
    url
        Where the browser finds the columns, a file of `store`.
    z
        Layers with a higher one lie above.
    on
        Mask of the rows that are drawn; None for all.
    classes
        Index into ``styles`` of each row, below 256; None for the column ``cls`` of the file.
    styles
        As the layer's JavaScript file says.
    notes
        A line more for the hover text of each row.
    selected
        Id of the row that stands out, if any.
    accent, halo
        Colours of the mark of the selected row.
    """

    kind: ClassVar[str]
    name: str
    url: str
    z: int
    on: np.ndarray | None
    classes: np.ndarray | None = None
    styles: Sequence[dict[str, Any]]
    notes: Sequence[str] | None = None
    selected: str | None = None
    accent: str
    halo: str

    def state(self) -> dict[str, Any]:
        """What is sent to the browser; without coordinates."""
        return {
            "kind": self.kind,
            "name": self.name,
            "url": self.url,
            "z": self.z,
            "on": None if self.on is None else packed(self.on),
            "classes": None if self.classes is None else packed(self.classes),
            "styles": list(self.styles),
            "notes": self.notes,
            "selected": self.selected,
            "accent": self.accent,
            "halo": self.halo,
        }

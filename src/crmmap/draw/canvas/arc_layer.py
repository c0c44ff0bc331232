"""Lines with an arrowhead at their end; several may be one feature."""

from __future__ import annotations

from dataclasses import dataclass
from typing import ClassVar

from .layer import CanvasLayer


@dataclass(frozen=True, kw_only=True)
class ArcLayer(CanvasLayer):
    """Lines; columns ``id``, ``tip``, ``xy``, ``part``, ``cls``. See ``arc_layer.js``."""

    kind: ClassVar[str] = "arcs"

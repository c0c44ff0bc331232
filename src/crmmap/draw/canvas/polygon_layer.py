"""Polygons: filled, hatched or outlined by class, with labels that thin out by zoom."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any, ClassVar

from .layer import CanvasLayer


@dataclass(frozen=True, kw_only=True)
class PolygonLayer(CanvasLayer):
    """Polygons; columns of `crmmap.draw.canvas.shapes.polygon_columns` with ``id``, ``tip``,
    ``cls``.

    See ``web/canvas/polygon_layer.js``.

    Attributes
    ----------
    labels
        Colours ``fill`` and ``halo`` of names, ``from``, the zoom from which they show, and
        ``beside``, the layer of points whose labels they keep clear of, and whose rows they do not
        name again; None for no names.
    """

    kind: ClassVar[str] = "polygons"
    labels: dict[str, Any] | None = None

    def state(self) -> dict[str, Any]:
        """As of any layer, with labels."""
        return super().state() | {"labels": self.labels}

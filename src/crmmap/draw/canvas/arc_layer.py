"""Lines with an arrowhead at their end; several may be one feature."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import asdict, dataclass
from typing import Any, ClassVar

from .layer import CanvasLayer


@dataclass(frozen=True)
class EndNames:
    """Names of the ends of lines, ``of`` the codes that an ``id`` has with a bar between them: they
    stand at the edge of the frame where the line leaves it. Colours of their text and ground.
    """

    of: Mapping[str, str]
    ink: str
    ground: str


@dataclass(frozen=True, kw_only=True)
class ArcLayer(CanvasLayer):
    """Lines; columns ``id``, ``tip``, ``xy``, ``part``, ``cls``. See ``arc_layer.js``.

    Attributes
    ----------
    names
        Of the ends of lines; None for none.
    """

    kind: ClassVar[str] = "arcs"
    names: EndNames | None = None

    def state(self) -> dict[str, Any]:
        """As of any layer, with names."""
        return super().state() | {"names": None if self.names is None else asdict(self.names)}

"""What can be changed in a store while it is open for writing."""

from __future__ import annotations

from abc import abstractmethod
from collections.abc import Callable
from pathlib import Path

from crmmap.store.journal import Writing
from crmmap.store.snapshots import Manifest


class StoreWriting(Writing):
    """What is open while somebody writes to a store."""

    @abstractmethod
    def put_cells(self, table: str, key: str, cells: dict[str, str]) -> None:
        """Change cells of a row of the tables at work; "" for what is not known."""

    @abstractmethod
    def take(self, fill: Callable[[Path], None]) -> None:
        """Take the tables that ``fill`` writes into a folder as those at work."""

    @abstractmethod
    def add(self, manifest: Manifest, folder: Path) -> None:
        """Keep a snapshot."""

    @abstractmethod
    def show(self, name: str) -> None:
        """Point to a snapshot; readers see the old one or the new one, and nothing between."""

    @abstractmethod
    def forget(self, name: str) -> None:
        """Delete a snapshot."""

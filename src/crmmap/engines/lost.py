"""Workers that end over a part, and how often a part is begun again."""

from __future__ import annotations

TRIES = 3
"""Workers that may end over one part: one may be killed for any reason, three are no chance."""


class LostWorker(RuntimeError):  # noqa: N818 - named for what it means to users
    """Workers ended again and again over the same part, or all of them are gone."""

    def __init__(self, why: str = "") -> None:
        super().__init__(
            why
            or f"{TRIES} workers ended over the same part of the work, "
            "as they do when there is too little memory; try fewer workers"
        )

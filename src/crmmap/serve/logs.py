"""What the service writes about itself: a line of JSON for each event, and nothing about a person.

No address is written, for an address can hold data that a user has brought.
"""

from __future__ import annotations

import json
import logging
import secrets
import sys
import time
import traceback

import streamlit as st

LOGGER = logging.getLogger("crmmap")
FIELDS = ("event", "page", "seconds", "id", "reason", "snapshot", "rows", "where", "fault")


class _AsJson(logging.Formatter):
    def format(self, record: logging.LogRecord) -> str:
        line = {
            "time": time.strftime("%Y-%m-%dT%H:%M:%SZ", time.gmtime(record.created)),
            "level": record.levelname.lower(),
            **{name: getattr(record, name) for name in FIELDS if hasattr(record, name)},
        }
        if "event" not in line:
            line["event"] = record.getMessage()
        if record.exc_info and record.exc_info[1] is not None:
            line |= {"fault": record.exc_info[0].__name__, "where": _places(record.exc_info[1])}
        return json.dumps(line, default=str)


def begin() -> None:
    """Write to the standard error, as services do."""
    handler = logging.StreamHandler(sys.stderr)
    handler.setFormatter(_AsJson())
    LOGGER.handlers[:] = [handler]
    LOGGER.setLevel(logging.INFO)
    LOGGER.propagate = False
    silence_the_others()


def silence_the_others() -> None:
    """Let no other logger write addresses; Streamlit and uvicorn set up theirs as they start."""
    logging.getLogger("uvicorn.access").disabled = True
    for name in ("uvicorn", "uvicorn.error"):
        logger = logging.getLogger(name)
        logger.handlers[:] = LOGGER.handlers
        logger.setLevel(logging.WARNING)


def note(event: str, *, level: int = logging.INFO, **more: object) -> None:
    """Write an event; ``more`` are some of `FIELDS`."""
    LOGGER.log(level, event, extra={"event": event, **more})


def _places(fault: BaseException) -> list[str]:
    """Where a fault came about, without what it says, which can quote what a user has brought."""
    places = traceback.extract_tb(fault.__traceback__)[-6:]
    return [f"{place.filename}:{place.lineno} {place.name}" for place in places]


def calm(fault: Exception) -> bool:
    """What a user sees of a fault of ours: an apology with a number, under which the log has the
    place. The message of the fault is not written, for it can quote what a user has brought.
    """
    number = secrets.token_hex(4)
    kind = type(fault).__name__
    note("fault", level=logging.ERROR, id=number, fault=kind, where=_places(fault))
    st.error(
        f"Something has gone wrong here, and it is our fault. Reload the page, or go on with "
        f"another one. If it happens again, tell those who run this map the number {number}."
    )
    return True

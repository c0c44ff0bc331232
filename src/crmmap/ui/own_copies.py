"""Copies of a user's own files in the user's browser, to bring back what a lost session had.

The server keeps none of them, and what comes back is read as carefully as any file.
"""

from __future__ import annotations

import base64
import binascii
import secrets
from dataclasses import asdict
from functools import cache
from time import monotonic, sleep
from typing import Any

import streamlit as st

from crmmap.exchange.readers import ImportOptions, ImportResult, Rule
from crmmap.exchange.readers.worker import Job
from crmmap.shipped import WEB
from crmmap.toml_models import UnusableFile
from crmmap.ui import data, session_data, slots
from crmmap.ui.file_import import FileImport
from crmmap.ui.text import plain

MOST_BYTES = 8_000_000
"""Of a file that is kept: what one message of the browser can carry back."""
MOST_COPIES, LONGEST_NAME, LONGEST_SUFFIX = 20, 120, 12
MOST_SECONDS = 120
_WAIT_SECONDS = 0.1


@cache
def _component() -> Any:
    script = (WEB / "app" / "copies.js").read_text(encoding="utf-8")
    return st.components.v2.component("crmmap_copies", js=script)


def offer(now: FileImport) -> None:
    """At a file that was read: whether this browser shall keep a copy."""
    if now.file.size > MOST_BYTES:
        return
    key = f"own_keep_{now.file.file_id}"
    ticked = st.checkbox(
        "Keep a copy in this browser",
        key=key,
        help="If the session is lost, you can bring the file back from here. Whoever uses this "
        "browser can open the copy. We keep none.",
    )
    kept = st.session_state.get(slots.OWN_COPY_KEPT) or {}
    read_so = f"{key} {now.options}"
    if ticked and kept.get("read_so") != read_so:  # new, or read in another way since
        message = _as_message(now)
        kept = {"key": key, "read_so": read_so, "name": message["name"]}
        st.session_state[slots.OWN_COPY_KEPT] = kept
        _order(keep=message)
    elif not ticked and kept.get("key") == key:
        st.session_state[slots.OWN_COPY_KEPT] = None
        _order(forget=kept["name"])


def draw() -> None:
    """What this browser has kept, each with a way to bring it back or to delete it."""
    order: dict[str, Any] = st.session_state.get(slots.OWN_COPY) or {"turn": ""}
    found = st.session_state.get(slots.OWN_COPIES_FOUND, [])
    sent = {name: order.get(name) for name in ("keep", "bring", "forget")}
    with st.container(key="kept_copies"):
        answer = _component()(
            key="copies",
            data={**sent, "turn": order["turn"], "found": found},
            on_found_change=lambda: None,
            on_brought_change=lambda: None,
        )
    names = [str(name)[:LONGEST_NAME] for name in answer.get("found") or []][:MOST_COPIES]
    st.session_state[slots.OWN_COPIES_FOUND] = names
    if order.get("keep") and order["keep"]["name"] in names:
        order["keep"] = None  # it is there: the session need not hold it any longer
    if answer.get("brought"):
        _bring_back(answer["brought"])
    if not names:
        return
    st.markdown("##### Kept in this browser")
    for place, name in enumerate(names):
        with st.container(
            horizontal=True, vertical_alignment="center", key=f"own_copy_item_{place}"
        ):
            st.markdown(plain(name))
            st.button("Bring back", key=f"own_copy_bring_{place}", on_click=_ask, args=(name,))
            st.button("Delete", key=f"own_copy_forget_{place}", on_click=_delete, args=(name,))


def _order(**wanted: Any) -> None:
    """What the browser shall do with the next run, once."""
    st.session_state[slots.OWN_COPY] = {**wanted, "turn": secrets.token_hex(8)}


def _ask(name: str) -> None:
    _order(bring=name)


def _delete(name: str) -> None:
    """Delete a copy; if it is of the file that is on its way, that shall not be kept again."""
    kept = st.session_state.get(slots.OWN_COPY_KEPT) or {}
    if kept.get("name") == name:
        st.session_state[kept["key"]] = False
        st.session_state[slots.OWN_COPY_KEPT] = None
    _order(forget=name)


def _short(name: str) -> str:
    """A name of bounded length that keeps its suffix."""
    stem, dot, suffix = name.rpartition(".")
    if len(name) <= LONGEST_NAME or not dot or len(suffix) > LONGEST_SUFFIX:
        return name[:LONGEST_NAME]
    return f"{stem[: LONGEST_NAME - len(suffix) - 1]}.{suffix}"


def _as_message(now: FileImport) -> dict[str, Any]:
    how = asdict(now.options)
    how |= {"constants": dict(now.options.constants), "apart": sorted(now.options.apart)}
    return {
        "name": _short(now.file.name),
        "content": base64.b64encode(now.file.getvalue()).decode(),
        "how": how,
    }


def _options(how: Any) -> ImportOptions:
    """How a file was read, as far as a browser's word for it makes sense."""
    if not isinstance(how, dict):
        return ImportOptions()
    texts = ("layout", "sheet", "encoding", "separator", "table", "crs", "licence")
    known: dict[str, Any] = {name: str(how.get(name) or "") for name in texts}
    for name in ("constants", "columns"):
        pairs = how.get(name)
        if isinstance(pairs, dict):
            known[name] = {str(one): str(other) for one, other in pairs.items()}
    try:
        known["header"] = max(0, int(how.get("header") or 0))
        known["apart"] = frozenset(int(row) for row in how.get("apart") or [])
        known["rule"] = Rule(**{name: float(value) for name, value in (how["rule"]).items()})
    except (KeyError, TypeError, ValueError, AttributeError):
        known = {name: value for name, value in known.items() if name != "rule"}
    return ImportOptions(**known)


def _bring_back(message: Any) -> None:
    """Read a copy again, and put its rows onto the map."""
    try:
        name = str(message["name"])[:LONGEST_NAME]
        content = base64.b64decode(message["content"], validate=True)
    except (KeyError, TypeError, binascii.Error, ValueError):
        st.error("This copy can't be read any more. Delete it, and choose the file again.")
        return
    if name in {one.name for one in session_data.files()}:
        st.info(plain(f"{name} is on your map already."))
        return
    if len(content) > MOST_BYTES:
        st.error("This copy is too large to be brought back. Choose the file again.")
        return
    try:
        with st.spinner(f"Reading {plain(name)} again …"):
            result = _read(content, name, _options(message.get("how")))
    except UnusableFile as fault:
        st.error("This copy can't be read.\n\n" + "\n".join(f"- {plain(f)}" for f in fault.faults))
        return
    if isinstance(result, ImportResult):
        session_data.show([*session_data.files(), result])
        st.session_state.pop(slots.KEEPER_LOST_FILES, None)
        st.rerun()


def _read(content: bytes, name: str, options: ImportOptions) -> Any:
    job = Job(content, name, data.atlas(), options)
    end = monotonic() + MOST_SECONDS
    while job.running:
        if monotonic() > end:
            job.cancel()
            said = "reading it takes longer than two minutes; choose the file itself above"
            raise UnusableFile([f"{name}: {said}"])
        sleep(_WAIT_SECONDS)
    return job.result()

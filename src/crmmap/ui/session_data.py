"""The data that a user has added to the map of this session: list, removal and saving."""

from __future__ import annotations

import io
import tempfile
import zipfile
from functools import partial
from pathlib import Path

import streamlit as st

from crmmap.atlas.licences import Given, give
from crmmap.exchange.folders import write_folder
from crmmap.exchange.readers import ImportResult, merge
from crmmap.exchange.readers.import_report import as_csv
from crmmap.ui import data, slots
from crmmap.ui.text import plain


def files() -> list[ImportResult]:
    """The files that this session has added to the map."""
    return st.session_state.setdefault(slots.OWN_FILES, [])


def show(wanted: list[ImportResult]) -> None:
    """Bring the session's Atlas to the shared one with these files."""
    st.session_state[slots.OWN_FILES] = wanted
    with st.spinner("Bringing it onto the map …"):
        renew()
    if wanted:  # so that what was brought is seen on the map
        st.session_state[slots.THEME] = "sites"


def renew() -> None:
    """Put the session's files onto the data that it is to show."""
    data.bring(merge(data.base(), *files()) if files() else None)


def draw() -> None:
    """What is on the map, each with a way to take it back."""
    st.markdown("##### On your map now")
    if not files():
        st.caption("Only the shipped tables.")
        return
    for place, imported in enumerate(files()):
        totals = imported.totals
        mark = " :material/lock:" if imported.restricted else ""
        with st.container(horizontal=True, vertical_alignment="center", key=f"own_item_{place}"):
            st.markdown(
                f"**{plain(imported.name)}**{mark}  \n{totals['taken']:,} taken, "
                f"{totals['merged']:,} merged"
            )
            if st.button("Take back", key=f"own_back_{place}"):
                show([one for one in files() if one is not imported])
                st.rerun()
    given = give(data.atlas())
    st.download_button(
        "Save all tables (zip)",
        partial(_saved, given, tuple(files())),
        file_name="crmmap-data.zip",
        mime="application/zip",
        key="own_save",
        on_click="ignore",
        icon=":material/download:",
    )
    st.caption(plain(f"Unpack it, and open it with: crmmap --data FOLDER run. {given.left_out}"))


def _saved(given: Given, imported: tuple[ImportResult, ...]) -> bytes:
    """The tables as a folder that the app and the command line open, and a report on each file."""
    out = io.BytesIO()
    with tempfile.TemporaryDirectory(prefix="crmmap-") as folder:
        write_folder(given.atlas, Path(folder))
        with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as archive:
            for path in sorted(Path(folder).iterdir()):
                archive.write(path, path.name)
            for place, one in enumerate(imported, start=1):
                if not one.restricted:
                    archive.writestr(f"import-report-{place}.csv", as_csv(one.report))
    return out.getvalue()

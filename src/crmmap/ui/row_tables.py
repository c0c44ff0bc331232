"""The tables below the map, one for each layer. Choosing a row selects it on the map."""

from __future__ import annotations

from typing import Any
from zlib import crc32

import pandas as pd
import streamlit as st

from crmmap.address.features import FEATURES
from crmmap.atlas.atlas import Atlas
from crmmap.atlas.facets import relaxations
from crmmap.atlas.filter_specs import LABELS
from crmmap.describe.sheets import Sheet, sheets
from crmmap.measures.shading import Shading
from crmmap.ui import keeper, slots, state


def draw(whole: Atlas, shown: Atlas, shading: Shading | None) -> None:
    """The tables by name; one at most is open. A closed one costs its reader nothing: with the
    script that draws it, the table of all sites is two thirds of what a first visit would load.
    """
    filters = state.filters()
    tables = sheets(whole, shown, filters, shading)
    if st.session_state.get(slots.OPEN_TABLE) not in tables:
        st.session_state[slots.OPEN_TABLE] = None
    name = st.segmented_control(
        "Open a table of what the map shows",
        list(tables),
        format_func=lambda key: f"{tables[key].title} · {len(tables[key].rows):,}",
        key=slots.OPEN_TABLE,
    )
    if name is None:
        return
    sheet = tables[name]
    if sheet.rows.empty:
        explain_empty(whole, name, place="table")
        return
    _table(name, sheet)


def _table(name: str, sheet: Sheet) -> None:
    st.download_button(
        f"Download {len(sheet.rows):,} rows as CSV",
        sheet.to_csv,
        file_name=f"crmmap-{name}.csv",
        mime="text/csv",
        icon=":material/download:",
        key=f"csv_{name}",
        on_click="ignore",
    )
    keys = sheet.rows[FEATURES[name]].tolist()
    event = st.dataframe(
        sheet.rows,
        hide_index=True,
        height=380,
        key=f"table_{name}_{fingerprint(sheet.rows[FEATURES[name]])}",
        on_select="rerun",
        selection_mode="single-row",
        column_config=_columns(sheet.rows),
        alt=f"{sheet.title}: the rows that the map shows",
    )
    st.caption(sheet.note)
    _select_row(name, keys, event["selection"]["rows"], sheet.rows)


def fingerprint(keys: pd.Series) -> str:
    """Of the rows of a table, for its key: other rows make another table, in which nothing is
    chosen yet.
    """
    return f"{crc32(';'.join(keys).encode()):08x}"


def _columns(rows: pd.DataFrame) -> dict[str, Any]:
    return {
        column: st.column_config.LinkColumn(column, display_text="open")
        for column in rows.columns
        if column.endswith("_url")
    }


def _select_row(name: str, keys: list[str], rows: list[int], table: pd.DataFrame) -> None:
    """A newly chosen row is selected, and the map goes there."""
    chosen = (name, keys[rows[0]]) if rows and rows[0] < len(keys) else None
    if chosen is None or chosen == st.session_state.get(slots.CHOSEN_ROW):
        st.session_state[slots.CHOSEN_ROW] = chosen
        return
    st.session_state[slots.CHOSEN_ROW] = chosen
    row = table.iloc[rows[0]]
    place = (float(row["latitude"]), float(row["longitude"]), 7.0) if "latitude" in table else None
    state.select(chosen, place)
    keeper.show_map()
    st.rerun()


def explain_empty(whole: Atlas, table: str, *, place: str) -> None:
    """Which filter to relax, and by how much that helps."""
    what = {"sites": "site", "zones": "area", "agreements": "agreement"}.get(table, "row")
    ways = (
        relaxations(whole, state.filters(), table)
        if table in ("sites", "zones", "agreements")
        else []
    )
    if not ways:
        st.info(
            f"No {what} fits all filters, and relaxing any one of them alone brings none back. "
            "Reset all filters to begin anew."
        )
        st.button("Reset all filters", key=f"reset_from_{place}", on_click=state.reset)
        return
    st.info(f"No {what} fits all filters. Relax one of them:")
    with st.container(horizontal=True):
        for way in ways[:4]:
            st.button(
                f"{LABELS[way.filter]}: brings back {way.rows:,}",
                key=f"relax_{place}_{way.filter}",
                on_click=relax,
                args=(way.filter,),
            )


def relax(name: str) -> None:
    """Reset one filter. What is left out goes by its own name; the date stands for agreements
    that are not live.
    """
    now = state.filters()
    if name in now.exclude:
        state.set_filters(now.but(exclude=tuple(part for part in now.exclude if part != name)))
    elif name == "as_of":
        state.set_filters(now.but(also=("announced", "negotiating", "ended")))
    else:
        state.reset(name)

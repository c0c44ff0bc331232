"""What became of each row of a file, before it goes onto the map."""

from __future__ import annotations

from dataclasses import replace
from typing import cast

import streamlit as st

from crmmap.exchange.readers import ImportResult, Rule
from crmmap.exchange.readers.import_report import FATES, MERGED, REFUSED, as_csv
from crmmap.exchange.readers.import_result import SAVED, bounds_of
from crmmap.shipped import PAGES
from crmmap.ui import own_copies, own_map, session_data, state
from crmmap.ui.file_import import FileImport
from crmmap.ui.navigation import HOME
from crmmap.ui.text import plain
from crmmap.wording import counted

_HEADS = {
    "row": "Row",
    "name": "Name",
    "fate": "Fate",
    "reason": "Why",
    "goes_to": "Goes into",
    "distance_km": st.column_config.NumberColumn("Distance, km", format="%.2f"),
    "shared_minerals": "Shared minerals",
    "changed": "Changed on the way in",
}


def draw(now: FileImport, imported: ImportResult) -> None:
    """What became of the file, and what to do with it; the rule for merging can still be
    changed.
    """
    totals = imported.totals
    said = (
        f"Of {counted(totals['read'], 'row')}, {counted(totals['taken'], 'is', 'are')} new, "
        f"{counted(totals['merged'], 'goes', 'go')} into rows that the map has, and "
        f"{counted(totals['refused'], 'is', 'are')} refused"
    )
    st.markdown(f"#### {plain(said)}")
    if imported.restricted:
        said = (
            f"{imported.source.licence}. These rows are shown on your map only, and left out of "
            "every download."
        )
        st.warning(plain(said), icon=":material/lock:")
    for note in imported.notes:
        st.caption(plain(note))
    refused = (
        imported.report.loc[imported.report["fate"] == REFUSED, "reason"].value_counts().head(4)
    )
    if len(refused):
        reasons = " · ".join(f"{why} ({count:,})" for why, count in refused.items())
        st.caption(plain(f"{'Refused' if len(refused) == 1 else 'Refused most often'}: {reasons}"))
    with st.container(horizontal=True):
        if st.button(
            "Add to the map",
            type="primary",
            key="own_add",
            disabled=totals["read"] == totals["refused"],
        ):
            _add(now, imported)
        if st.button("Back to the columns", key="own_columns_again"):
            now.back()
            st.rerun()
    own_copies.offer(now)
    if imported.rule:
        _rule(now, imported)


def rows(imported: ImportResult) -> None:
    """The fate of every row, as a table and as a file."""
    totals = imported.totals
    with st.container(horizontal=True, vertical_alignment="bottom"):
        fate = st.segmented_control(
            "Rows",
            ["all", *FATES],
            default="all",
            required=True,
            key="own_fate",
            format_func=lambda one: f"{one} · {totals['read' if one == 'all' else one]:,}",
        )
        _download("Fate of every row (CSV)", as_csv(imported.report), SAVED)
    chosen = imported.report if fate == "all" else imported.report[imported.report["fate"] == fate]
    st.dataframe(
        chosen,
        hide_index=True,
        height=min(HEAD + ROW * max(len(chosen), 1), TALLEST),
        key="own_report",
        column_config=_HEADS,
        placeholder="",
        alt="What became of each row of the file",
    )


HEAD, ROW, TALLEST = 38, 35, 380
"""Pixels of the table of fates."""


def _rule(now: FileImport, imported: ImportResult) -> None:
    """The rule by which sites are merged, to be changed; rows to be kept apart."""
    rule = cast("Rule", imported.rule)
    st.caption(plain(rule.in_words()))
    merged = imported.report[imported.report["fate"] == MERGED]
    with (
        st.expander("Change what is merged", key="own_rule"),
        st.form("own_rule_form", border=False),
    ):
        one, two, three = st.columns(3)
        within = one.number_input("Names alike, within km", 0.0, 100.0, rule.within_km, 1.0)
        close = two.number_input("Any names, within km", 0.0, 100.0, rule.close_km, 0.5)
        score = three.number_input("How alike, of 100", 0.0, 100.0, rule.name_score, 5.0)
        names = {
            int(row): f"{name} → {into}"
            for row, name, into in merged[["row", "name", "goes_to"]].itertuples(index=False)
        }
        names |= {row: f"row {row}" for row in imported.apart}
        apart = st.multiselect(
            "Keep apart",
            sorted(names),
            default=sorted(imported.apart),
            format_func=lambda row: f"{row}: {names[row]}",
        )
        if st.form_submit_button("Read again"):
            if close > within:
                st.error("The distance for any names must be at most the one for names alike.")
                return
            changed = {"rule": Rule(within, close, score), "apart": frozenset(apart)}
            now.read_again(replace(now.options, **changed))
            st.rerun()


def _add(now: FileImport, imported: ImportResult) -> None:
    """Onto the map, and to where it is seen."""
    session_data.show([*session_data.files(), imported])
    now.added()
    box = bounds_of(imported)
    if box is not None:
        state.move(*own_map.view_of(box))
    page = HOME if box is not None else _SHOWN_ON.get(imported.layout.table, HOME)
    st.switch_page(PAGES / f"{page}.py")


_SHOWN_ON = {
    "agreements": "diplomacy",
    "measures": "diplomacy",
    "production": "choke_points",
    "standard_adherence": "governance",
}
"""Where rows without a place of their own are seen."""


def _download(label: str, content: bytes, name: str) -> None:
    st.download_button(
        label,
        content,
        file_name=name,
        mime="text/csv",
        key=f"own_{name}",
        on_click="ignore",
        icon=":material/download:",
    )

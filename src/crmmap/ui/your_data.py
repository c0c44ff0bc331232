"""Bringing a file: a first look, what its columns mean, reading, what became of each row, and
adding it to the map.
"""

from __future__ import annotations

from dataclasses import replace
from typing import cast

import streamlit as st

from crmmap.exchange.readers import LAYOUTS, ImportOptions, ImportResult, Rule, mapper
from crmmap.exchange.readers.import_report import FATES, MERGED, REFUSED, as_csv
from crmmap.exchange.readers.import_result import SAVED
from crmmap.exchange.readers.layouts import GENERIC
from crmmap.exchange.readers.preview import Preview
from crmmap.exchange.readers.raw_tables import SUFFIXES
from crmmap.toml_models import UnusableFile
from crmmap.ui import file_import, session_data, slots
from crmmap.ui.file_import import FileImport, Stage
from crmmap.ui.text import plain
from crmmap.wording import counted

MOST_MB = 200
RECOGNISE = "As recognised"
NONE = "—"
"""What the columns of files of this session were said to mean, by their names."""
_TITLES = {
    **{name: layout.title for name, layout in LAYOUTS.items()},
    **{name: o.title for name, o in GENERIC.items()},
}
_POLL_SECONDS = 0.4
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


def draw() -> None:
    """The whole of the page below its heading."""
    left, right = st.columns([0.62, 0.38], gap="large")
    with right, st.container(key="own_list"):
        session_data.draw()
    with left:
        file = st.file_uploader(
            "A file with sites, zones or statistics",
            type=[suffix[1:] for suffix in SUFFIXES],
            key="own_file",
            max_upload_size=MOST_MB,
            help="A shapefile comes as a zip of its parts.",
        )
        st.caption(
            "Nobody else sees what you add. It is removed within three minutes after you leave, "
            "unless you save it."
        )
        if file is None:
            file_import.forget()
            _formats()
            return
        now = file_import.current(file)
        if now.stage is Stage.READING:
            _progress(now)
            return
        if now.stage is Stage.FAILED:
            st.error(
                "This file can't be read.\n\n"
                + "\n".join(f"- {plain(line)}" for line in now.faults)
            )
        if now.stage is Stage.CHOSEN and st.button("Look at this file again", key="own_again"):
            now.begin()
            st.rerun()
        if now.look is not None:
            _look(now, now.look)
    if now.result is not None:
        _report(now, now.result)


@st.fragment(run_every=_POLL_SECONDS)
def _progress(now: FileImport) -> None:
    """A bar while a file is read in a process of its own, and a way to stop it."""
    if now.job is None:
        return
    if now.job.running:
        share, words = now.job.progress
        st.progress(min(share, 1.0), plain(f"{words} …"))
        if st.button("Cancel", key="own_cancel"):
            now.cancel()
            st.rerun(scope="app")
        return
    now.finish()
    st.rerun(scope="app")


def _look(now: FileImport, look: Preview) -> None:
    """What the file seems to be; a publisher's layout is read as it is, other columns can be
    set.
    """
    said = (
        f"recognised: {_TITLES[look.layout]}"
        if look.layout
        else "no publisher's layout; say what its columns mean"
    )
    st.markdown(f"**{plain(look.name)}** · {counted(look.rows, 'row')} · {plain(said)}")
    for note in look.notes:
        st.caption(plain(note))
    if look.layers:
        layer = st.selectbox(
            "Sheet or layer", look.layers, key=f"own_layer_{now.file.file_id}_{look.layers[0]}"
        )
        if layer != look.layers[0]:
            now.begin(sheet=layer)
            st.rerun()
    with st.expander("First rows", key="own_head"):
        st.dataframe(
            look.head, hide_index=True, key="own_head_rows", alt="The first rows of the file"
        )
    options = ImportOptions()
    known = [RECOGNISE] if look.layout else []
    kind = st.selectbox(
        "Read it as",
        [*known, *GENERIC, *LAYOUTS],
        format_func=lambda name: (
            f"{RECOGNISE} ({_TITLES[look.layout]})" if name == RECOGNISE else _TITLES[name]
        ),
        index=0 if look.layout else list(GENERIC).index(look.table),
        key="own_kind",
    )
    if kind in GENERIC:
        options = _columns(now, look, kind)
    elif kind != RECOGNISE:
        options = ImportOptions(layout=kind)
    mapping = options.columns or {}
    lacks = mapper.missing(mapping, kind, shaped=look.shaped) if kind in GENERIC else []
    for lack in lacks:
        st.warning(plain(f"Still to be said: {lack}."), icon=":material/rule:")
    if st.button("Read it", type="primary", key="own_go", disabled=bool(lacks)):
        if kind in GENERIC:
            st.session_state.setdefault(slots.OWN_COLUMNS, {})[look.columns] = (kind, mapping)
        _start(now, options)


def _start(now: FileImport, options: ImportOptions) -> None:
    sheet = now.look.layers[0] if now.look is not None and now.look.layers else ""
    now.begin(replace(options, sheet=sheet))
    st.rerun()


def _columns(now: FileImport, look: Preview, table: str) -> ImportOptions:
    """A list for each field: as it was set for a file of the same columns before, else as
    guessed.
    """
    before = st.session_state.get(slots.OWN_COLUMNS, {}).get(look.columns)
    begin = before[1] if before and before[0] == table else look.mapping
    loaded = st.file_uploader(
        "Columns from an earlier file (TOML)", type=["toml"], key="own_toml", max_upload_size=1
    )
    if loaded is not None:
        try:
            _, begin = mapper.from_toml(loaded.getvalue(), loaded.name)
        except UnusableFile as fault:
            st.error(plain("; ".join(fault.faults)))
    if before:
        st.caption("The columns are set as you set them for a file with the same columns.")
    mapping: dict[str, str] = {}
    choices = [NONE, *look.columns]
    stem = f"{now.file.file_id}_{table}_{'toml' if loaded else ''}"
    for place, (field, label) in enumerate(mapper.FIELDS[table].items()):
        if place % 3 == 0:
            row = st.columns(3)
        first = begin.get(field, NONE)
        with row[place % 3]:
            column = st.selectbox(
                label,
                choices,
                index=choices.index(first) if first in choices else 0,
                key=f"own_{field}_{stem}",
            )
        if column != NONE:
            mapping[field] = column
    with st.container(horizontal=True, vertical_alignment="bottom"):
        crs = st.text_input(
            "Reference system of easting and northing", placeholder="EPSG:32735", key="own_crs"
        )
        licence = st.text_input("Licence", placeholder="as you want it shown", key="own_licence")
        st.download_button(
            "Save these columns",
            mapper.to_toml(table, mapping),
            file_name="columns.toml",
            mime="application/toml",
            key="own_save_columns",
            on_click="ignore",
        )
    return ImportOptions(columns=mapping, table=table, crs=crs.strip(), licence=licence.strip())


def _report(now: FileImport, imported: ImportResult) -> None:
    """What became of each row; who merges what can be changed, then it goes onto the map."""
    st.divider()
    totals = imported.totals
    said = (
        f"Of {counted(totals['read'], 'row')}, {totals['taken']:,} are new, {totals['merged']:,} "
        "go into rows that the "
        f"map has, {totals['refused']:,} are refused"
    )
    st.markdown(f"#### {plain(said)}")
    if imported.restricted:
        said = (
            f"{imported.source.licence}. Used on this map alone, and left out of every file "
            "that is taken away."
        )
        st.warning(plain(said), icon=":material/lock:")
    for note in imported.notes:
        st.caption(plain(note))
    with st.container(horizontal=True):
        if st.button(
            "Add to the map",
            type="primary",
            key="own_add",
            disabled=totals["read"] == totals["refused"],
        ):
            _add(imported)
        _download("Fate of every row (CSV)", as_csv(imported.report), SAVED)
    if imported.rule:
        _rule(now, imported)
    fate = st.segmented_control(
        "Rows",
        ["all", *FATES],
        default="all",
        required=True,
        key="own_fate",
        format_func=lambda one: f"{one} · {totals['read' if one == 'all' else one]:,}",
    )
    rows = imported.report if fate == "all" else imported.report[imported.report["fate"] == fate]
    refused = (
        imported.report.loc[imported.report["fate"] == REFUSED, "reason"].value_counts().head(4)
    )
    if len(refused):
        st.caption(
            plain(
                "Refused most often: "
                + " · ".join(f"{why} ({count:,})" for why, count in refused.items())
            )
        )
    st.dataframe(
        rows,
        hide_index=True,
        height=340,
        key="own_report",
        column_config=_HEADS,
        alt="What became of each row of the file",
    )


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
            _start(now, replace(now.options, **changed))


def _add(imported: ImportResult) -> None:
    session_data.show([*session_data.files(), imported])
    file_import.forget()
    st.rerun()


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


def _formats() -> None:
    with st.expander("What can be read", key="own_formats"):
        st.markdown(
            "\n".join(f"- {plain(title)}" for name, title in _TITLES.items() if name not in GENERIC)
        )
        st.markdown(
            "- Any other table of sites or zones: CSV, Excel, JSON, GeoJSON, GeoPackage, "
            "FlatGeobuf, GeoParquet"
        )

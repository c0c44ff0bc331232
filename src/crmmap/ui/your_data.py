"""Bringing a file: a first look, what its columns mean, reading, what became of each row, and
adding it to the map.
"""

from __future__ import annotations

from typing import Any, cast

import streamlit as st

from crmmap.exchange.readers import LAYOUTS, ImportResult, Rule, mapper
from crmmap.exchange.readers.import_report import FATES, MERGED, REFUSED, as_csv
from crmmap.exchange.readers.import_result import SAVED
from crmmap.exchange.readers.layouts import OWN
from crmmap.exchange.readers.preview import Preview
from crmmap.exchange.readers.raw_tables import SUFFIXES
from crmmap.exchange.readers.worker import Job
from crmmap.toml_models import UnusableFile
from crmmap.ui import data, session_data
from crmmap.ui.text import plain
from crmmap.wording import counted

MOST_MB = 200
RECOGNISE = "As recognised"
NONE = "—"
_JOB, _LOOK, _READ, _FAULT, _COLUMNS = "own_job", "own_look", "own_read", "own_fault", "own_columns"
_TITLES = {
    **{name: layout.title for name, layout in LAYOUTS.items()},
    **{name: o.title for name, o in OWN.items()},
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
            _forget()
            _formats()
            return
        if st.session_state.get("own_file_id") != file.file_id:
            _forget()
            st.session_state["own_file_id"] = file.file_id
            _read(file)
        if _JOB in st.session_state:
            _progress()
        elif _FAULT in st.session_state:
            st.error(
                "This file can't be read.\n\n"
                + "\n".join(f"- {plain(line)}" for line in st.session_state[_FAULT])
            )
        elif _LOOK not in st.session_state and st.button(
            "Look at this file again", key="own_again"
        ):
            _forget()
            st.rerun()
        if _JOB not in st.session_state and _LOOK in st.session_state:
            _look(file, st.session_state[_LOOK])
    if _READ in st.session_state and _JOB not in st.session_state:
        _report(file, st.session_state[_READ])


def _read(file: Any, options: dict[str, Any] | None = None, *, sheet: str = "") -> None:
    """Begin to read the file, or to have a first look at it."""
    try:
        st.session_state[_JOB] = Job(file.getvalue(), file.name, data.atlas(), options, sheet=sheet)
    except UnusableFile as fault:
        st.session_state[_FAULT] = fault.faults


def _forget() -> None:
    job = st.session_state.pop(_JOB, None)
    if job is not None:
        job.cancel()
    for key in (_LOOK, _READ, _FAULT, "own_file_id"):
        st.session_state.pop(key, None)


@st.fragment(run_every=_POLL_SECONDS)
def _progress() -> None:
    """A bar while a file is read in a process of its own, and a way to stop it."""
    job: Job | None = st.session_state.get(_JOB)
    if job is None:
        return
    if job.running:
        share, words = job.progress
        st.progress(min(share, 1.0), plain(f"{words} …"))
        if st.button("Cancel", key="own_cancel"):
            job.cancel()
            del st.session_state[_JOB]
            st.session_state[_FAULT] = [
                f"{job.name}: you stopped it. Choose the file again to begin anew"
            ]
            st.rerun(scope="app")
        return
    del st.session_state[_JOB]
    st.session_state.pop(_FAULT, None)
    try:
        answer = job.result()
        st.session_state[_LOOK if isinstance(answer, Preview) else _READ] = answer
    except UnusableFile as fault:
        st.session_state[_FAULT] = fault.faults
    st.rerun(scope="app")


def _look(file: Any, look: Preview) -> None:
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
            "Sheet or layer", look.layers, key=f"own_layer_{file.file_id}_{look.layers[0]}"
        )
        if layer != look.layers[0]:
            st.session_state.pop(_READ, None)
            _read(file, sheet=layer)
            st.rerun()
    with st.expander("First rows", key="own_head"):
        st.dataframe(
            look.head, hide_index=True, key="own_head_rows", alt="The first rows of the file"
        )
    options: dict[str, Any] = {}
    known = [RECOGNISE] if look.layout else []
    kind = st.selectbox(
        "Read it as",
        [*known, *OWN, *LAYOUTS],
        format_func=lambda name: (
            f"{RECOGNISE} ({_TITLES[look.layout]})" if name == RECOGNISE else _TITLES[name]
        ),
        index=0 if look.layout else list(OWN).index(look.table),
        key="own_kind",
    )
    if kind in OWN:
        options = _columns(look, kind)
    elif kind != RECOGNISE:
        options = {"layout": kind}
    lacks = mapper.missing(options["columns"], kind, shaped=look.shaped) if kind in OWN else []
    for lack in lacks:
        st.warning(plain(f"Still to be said: {lack}."), icon=":material/rule:")
    if st.button("Read it", type="primary", key="own_go", disabled=bool(lacks)):
        if kind in OWN:
            st.session_state.setdefault(_COLUMNS, {})[look.columns] = (kind, options["columns"])
        _start(file, options)


def _start(file: Any, options: dict[str, Any]) -> None:
    st.session_state["own_options"] = options
    st.session_state.pop(_READ, None)
    st.session_state.pop(_FAULT, None)
    look: Preview = st.session_state[_LOOK]
    sheet = look.layers[0] if look.layers else ""
    _read(file, options, sheet=sheet)
    st.rerun()


def _columns(look: Preview, table: str) -> dict[str, Any]:
    """A list for each field: as it was set for a file of the same columns before, else as
    guessed.
    """
    before = st.session_state.get(_COLUMNS, {}).get(look.columns)
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
    stem = f"{st.session_state['own_file_id']}_{table}_{'toml' if loaded else ''}"
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
    return {"columns": mapping, "table": table, "crs": crs.strip(), "licence": licence.strip()}


def _report(file: Any, imported: ImportResult) -> None:
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
        _rule(file, imported)
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


def _rule(file: Any, imported: ImportResult) -> None:
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
            options = dict(st.session_state.get("own_options", {}))
            _start(file, {**options, "rule": Rule(within, close, score), "apart": frozenset(apart)})


def _add(imported: ImportResult) -> None:
    session_data.show([*session_data.files(), imported])
    for key in (_LOOK, _READ):
        st.session_state.pop(key, None)
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
            "\n".join(f"- {plain(title)}" for name, title in _TITLES.items() if name not in OWN)
        )
        st.markdown(
            "- Any other table of sites or zones: CSV, Excel, JSON, GeoJSON, GeoPackage, "
            "FlatGeobuf, GeoParquet"
        )

"""The page “Your data” in three steps: choose a file, check its columns, check its rows and add
them. A map stands beside.
"""

from __future__ import annotations

import streamlit as st

from crmmap.atlas.atlas import Atlas
from crmmap.exchange.readers import LAYOUTS, ImportOptions
from crmmap.exchange.readers.encodings import ASKED_FOR, title
from crmmap.exchange.readers.preview import Preview
from crmmap.exchange.readers.raw_tables import SUFFIXES
from crmmap.exchange.readers.recognise import GENERIC
from crmmap.exchange.readers.trial import Trial, try_columns
from crmmap.ui import (
    column_choices,
    file_import,
    import_report_view,
    own_copies,
    own_map,
    session_data,
)
from crmmap.ui.file_import import FileImport, Stage
from crmmap.ui.text import html, plain
from crmmap.wording import counted

MOST_MB = 200
RECOGNISE = "As recognised"
STEPS = ("Choose a file", "Check its columns", "Check its rows and add them")
SHOWN = 8
"""First rows of a file in its table."""
SEPARATORS = {
    "": "as found",
    ",": "a comma",
    ";": "a semicolon",
    "tab": "a tab",
    "|": "a bar",
}
_TITLES = {
    **{name: layout.title for name, layout in LAYOUTS.items()},
    **{name: o.title for name, o in GENERIC.items()},
}
_OWN = {"sites": "an inventory of sites", "zones": "protected or sensitive areas"}
_POLL_SECONDS = 0.4


def draw(whole: Atlas) -> None:
    """The whole of the page below its heading."""
    steps = st.container()
    left, right = st.columns([0.5, 0.5], gap="large")
    with left:
        file = st.file_uploader(
            "A file with sites, areas, statistics, agreements or measures",
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
        now = file_import.current(file) if file is not None else None
        trial = _step(whole, now) if now is not None else None
    with steps:
        _stepper(1 if now is None else now.step)
    with right:
        if now is not None:
            _map(whole, now, trial)
        with st.container(key="own_list"):
            session_data.draw()
            own_copies.draw()
    if now is not None and now.result is not None:
        import_report_view.rows(now.result)


def _stepper(current: int) -> None:
    """Which of the three steps this is."""
    here = ' aria-current="step"'
    items = "".join(
        f"<li{here if place == current else ''}>{place} {html(words)}</li>"
        for place, words in enumerate(STEPS, start=1)
    )
    st.html(f'<ol class="crm-steps" aria-label="Steps">{items}</ol>')


def _step(whole: Atlas, now: FileImport) -> Trial | None:
    """What there is to do with a file at this step; its first rows while its columns are set."""
    if now.stage is Stage.READING:
        _progress(now)
        return None
    if now.result is not None:
        import_report_view.draw(now, now.result)
        return None
    if now.stage is Stage.FAILED:
        st.error(
            "This file can't be read.\n\n" + "\n".join(f"- {plain(line)}" for line in now.faults)
        )
    if now.stage is Stage.CHOSEN and st.button("Look at this file again", key="own_again"):
        now.begin(ImportOptions(), look=True)
        st.rerun()
    return _look(whole, now, now.look) if now.look is not None else None


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


def _map(whole: Atlas, now: FileImport, trial: Trial | None) -> None:
    """Where the rows of the file lie, as far as that is known."""
    if now.result is not None:
        rows = own_map.of_result(now.result)
        if rows.names:
            own_map.draw(whole, rows, token=f"read {now.file.file_id}", fates=True)
    elif trial is not None:
        own_map.draw(whole, own_map.of_trial(trial), token=f"look {now.file.file_id}", fates=False)


def _look(whole: Atlas, now: FileImport, look: Preview) -> Trial | None:
    """What the file seems to be; a publisher's layout is read as it is, other columns can be
    set.
    """
    said = (
        f"recognised: {_TITLES[look.layout]}"
        if look.layout
        else f"no publisher's layout that we know; it may be {_OWN[look.table]}"
    )
    st.markdown(f"**{plain(look.name)}** · {counted(look.rows, 'row')} · {plain(said)}")
    for note in look.notes:
        st.caption(plain(note))
    _opened(now, look)
    main = st.container()
    other_way = st.expander("Read it in another way", key="own_opening")
    with other_way:
        kind = _kind(now, look)
        _opening(now, look)
    with main:
        trial = _columns(whole, now, look, kind)
    with st.expander("First rows", key="own_head"):
        st.dataframe(
            look.sample.head(SHOWN),
            hide_index=True,
            key="own_head_rows",
            alt="The first rows of the file",
        )
    return trial


def _columns(whole: Atlas, now: FileImport, look: Preview, kind: str) -> Trial | None:
    """The columns of a table of one's own, what the first rows come to, and the way on."""
    options, lacks = ImportOptions(layout="" if kind == RECOGNISE else kind), []
    if kind in GENERIC:
        options, lacks = column_choices.draw(now, look, kind)
    trial = try_columns(
        look,
        whole,
        options.columns or {},
        layout=look.layout if kind == RECOGNISE else kind,
        crs=options.crs,
        constants=options.constants,
    )
    if trial is not None:
        _say(trial, look)
    if st.button("Read all rows", type="primary", key="own_go", disabled=bool(lacks)):
        if kind in GENERIC:
            column_choices.remember(now, look, kind, options)
        now.read_again(options)
        st.rerun()
    return trial


def _kind(now: FileImport, look: Preview) -> str:
    """As what the file is read: as it was recognised, or as the user says."""
    known = [RECOGNISE] if look.layout else []
    kinds = [*known, *GENERIC, *LAYOUTS]
    kind = st.selectbox(
        "Read it as",
        kinds,
        format_func=lambda name: (
            f"{RECOGNISE} ({_TITLES[look.layout]})" if name == RECOGNISE else _TITLES[name]
        ),
        index=kinds.index(now.read_as if now.read_as in kinds else (known or [look.table])[0]),
        key=f"own_kind_{now.file.file_id}_{look.layout}_{'-'.join(look.layers[:1])}",
    )
    now.read_as = kind
    return kind


def _say(trial: Trial, look: Preview) -> None:
    """What would become of the first rows."""
    if trial.refused is None:
        return
    refused = sum(trial.refused.values())
    of = "all rows" if trial.rows == look.rows else f"the first {counted(trial.rows, 'row')}"
    if not refused:
        st.caption(plain(f"Of {of}, none would be refused."))
        return
    why, count = next(iter(trial.refused.items()))
    st.caption(
        plain(
            f"Of {of}, {refused:,} would be refused"
            f"{', most often' if len(trial.refused) > 1 else ''}: {why} ({count:,})."
        )
    )


def _opened(now: FileImport, look: Preview) -> None:
    """Sheet and encoding, where there is more than one way to open the file."""
    if look.layers:
        layer = st.selectbox(
            "Sheet or layer", look.layers, key=f"own_layer_{now.file.file_id}_{look.layers[0]}"
        )
        if layer not in (look.layers[0], now.looked_with.sheet):
            now.look_again(sheet=layer)
            st.rerun()
    if look.encoding not in ("", "utf_8", "utf_16") or now.options.encoding:
        encoding = st.selectbox(
            "The text is in",
            list(dict.fromkeys([look.encoding, *ASKED_FOR])),
            format_func=title,
            key=f"own_encoding_{now.file.file_id}_{look.encoding}",
            help="If letters look wrong in the first rows, choose another one.",
        )
        if encoding not in (look.encoding, now.looked_with.encoding):
            now.look_again(encoding=encoding)
            st.rerun()


def _opening(now: FileImport, look: Preview) -> None:
    """Where the table begins and what parts its cells, if that was found wrongly."""
    text = bool(look.encoding)
    if not text and not look.layers and look.shaped:
        return
    left, right = st.columns(2)
    header = left.number_input(
        "Row with the names of the columns (0: as found)",
        0,
        200,
        now.looked_with.header,
        key=f"own_header_{now.file.file_id}",
    )
    separator = now.looked_with.separator
    if text:
        separator = right.selectbox(
            "Between the cells stands",
            list(SEPARATORS),
            index=list(SEPARATORS).index(separator),
            format_func=SEPARATORS.__getitem__,
            key=f"own_separator_{now.file.file_id}",
        )
    if (header, separator) != (now.looked_with.header, now.looked_with.separator):
        now.look_again(header=int(header), separator=separator)
        st.rerun()


def _formats() -> None:
    with st.expander("What can be read", key="own_formats"):
        st.markdown(
            "\n".join(f"- {plain(title)}" for name, title in _TITLES.items() if name not in GENERIC)
        )
        st.markdown(
            "- Any other table of sites or zones: CSV, Excel, JSON, GeoJSON, GeoPackage, "
            "FlatGeobuf, GeoParquet"
        )

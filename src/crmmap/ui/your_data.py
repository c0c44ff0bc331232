"""The page “Your data”: choosing a file, checking its columns, and reading it."""

from __future__ import annotations

import streamlit as st

from crmmap.exchange.readers import LAYOUTS, ImportOptions, mapper
from crmmap.exchange.readers.encodings import ASKED_FOR, title
from crmmap.exchange.readers.preview import Preview
from crmmap.exchange.readers.raw_tables import SUFFIXES
from crmmap.exchange.readers.recognise import GENERIC
from crmmap.toml_models import UnusableFile
from crmmap.ui import file_import, import_report_view, session_data, slots
from crmmap.ui.file_import import FileImport, Stage
from crmmap.ui.text import plain
from crmmap.wording import counted

MOST_MB = 200
RECOGNISE = "As recognised"
NONE = "—"
_TITLES = {
    **{name: layout.title for name, layout in LAYOUTS.items()},
    **{name: o.title for name, o in GENERIC.items()},
}
_POLL_SECONDS = 0.4


def draw() -> None:
    """The whole of the page below its heading."""
    left, right = st.columns([0.62, 0.38], gap="large")
    with right, st.container(key="own_list"):
        session_data.draw()
    with left:
        file = st.file_uploader(
            "A file with sites, areas or statistics",
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
            now.begin(ImportOptions(), look=True)
            st.rerun()
        if now.look is not None:
            _look(now, now.look)
    if now.result is not None:
        import_report_view.draw(now, now.result)


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
        if encoding != look.encoding:
            now.look_again(encoding=encoding)
            st.rerun()
    _opening(now, look)
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
    mapping, constants = options.columns or {}, options.constants
    lacks = (
        mapper.missing(mapping, kind, shaped=look.shaped, constants=constants)
        if kind in GENERIC
        else []
    )
    for lack in lacks:
        st.warning(plain(f"Still to be said: {lack}."), icon=":material/rule:")
    if st.button("Read it", type="primary", key="own_go", disabled=bool(lacks)):
        if kind in GENERIC:
            known = (kind, mapping, now.file.file_id)
            st.session_state.setdefault(slots.OWN_COLUMNS, {})[look.columns] = known
        now.read_again(options)
        st.rerun()


SEPARATORS = {
    "": "as found",
    ",": "a comma",
    ";": "a semicolon",
    "tab": "a tab",
    "|": "a bar",
}


def _opening(now: FileImport, look: Preview) -> None:
    """Where the table begins and what parts its cells, if that was found wrongly."""
    text = bool(look.encoding)
    if not text and not look.layers and look.shaped:
        return
    with st.expander("The columns look wrong", key="own_opening"):
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
    if before and before[2] != now.file.file_id:
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
        same = ""
        if table == "sites" and "commodities" not in mapping:
            same = st.text_input(
                "Commodity of all rows", placeholder="lithium", key=f"own_same_{stem}"
            )
        st.download_button(
            "Save these columns",
            mapper.to_toml(table, mapping),
            file_name="columns.toml",
            mime="application/toml",
            key="own_save_columns",
            on_click="ignore",
        )
    return ImportOptions(
        columns=mapping,
        table=table,
        crs=crs.strip(),
        licence=licence.strip(),
        constants={"commodities": same.strip()} if same.strip() else {},
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

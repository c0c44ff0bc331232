"""What the columns of a table of one's own mean: what is plain is said, what is not is asked."""

from __future__ import annotations

from dataclasses import dataclass

import streamlit as st

from crmmap.exchange.readers import ImportOptions, column_files, mapper
from crmmap.exchange.readers.preview import Preview
from crmmap.toml_models import UnusableFile
from crmmap.ui import slots
from crmmap.ui.file_import import FileImport
from crmmap.ui.text import html, plain
from crmmap.wording import counted

NONE = "—"
_ASKED_WITHOUT = {"sites": ("latitude", "longitude", "commodities"), "zones": ()}
"""Fields that are asked for where nothing says them."""


@dataclass(frozen=True)
class _Begun:
    """What the lists show at first, and why."""

    mapping: dict[str, str]
    asked: frozenset[str]
    note: str = ""


def draw(now: FileImport, look: Preview, table: str) -> tuple[ImportOptions, list[str]]:
    """The columns, with lists for those of which we can't be sure; how to read the file by them,
    and what is still to be said.
    """
    known = st.container()
    asked, others = st.container(), st.expander("Other columns and settings", key="own_others")
    loaded = _loaded(others)
    begun = _begin(now, look, table, loaded)
    if begun.note:
        known.caption(plain(begun.note))
    stem = f"{now.file.file_id}_{table}_{'toml' if loaded else ''}"
    mapping = _lists(look, table, begun, asked, others, stem)
    _known(known, look, {f: c for f, c in mapping.items() if f not in begun.asked}, table)
    options = _settings(others, mapping, table, stem, asked=asked)
    lacks = mapper.missing(mapping, table, shaped=look.shaped, constants=options.constants)
    for lack in lacks:
        asked.warning(plain(f"Please say which column holds {lack}."), icon=":material/rule:")
    return options, lacks


def remember(now: FileImport, look: Preview, table: str, options: ImportOptions) -> None:
    """For a file with the same columns, and for the way back."""
    kept = st.session_state.setdefault(slots.OWN_COLUMNS, {})
    kept[look.columns] = (table, dict(options.columns or {}), now.file.file_id)


def _loaded(others: st.delta_generator.DeltaGenerator) -> dict[str, str] | None:
    """The columns of an earlier file, if they are brought."""
    file = others.file_uploader(
        "Columns from an earlier file (TOML)", type=["toml"], key="own_toml", max_upload_size=1
    )
    if file is None:
        return None
    try:
        return column_files.from_toml(file.getvalue(), file.name)[1]
    except UnusableFile as fault:
        others.error(plain("; ".join(fault.faults)))
        return None


def _begin(now: FileImport, look: Preview, table: str, loaded: dict[str, str] | None) -> _Begun:
    """The columns as they were loaded, as they were set for a file of the same columns, or as
    guessed.
    """
    if loaded is not None:
        return _Begun(loaded, frozenset())
    before = st.session_state.get(slots.OWN_COLUMNS, {}).get(look.columns)
    guessed = look.mapping if table == look.table else {}
    if before and before[0] == table:
        other = before[2] != now.file.file_id
        note = "The columns are set as you set them for a file with the same columns."
        changed = {f for f, column in before[1].items() if guessed.get(f) != column}
        return _Begun(before[1], frozenset(changed), note if other else "")
    placed = look.shaped or {"position", "x"} & set(guessed)
    wanted = [
        field
        for field in _ASKED_WITHOUT[table]
        if field not in guessed and not (placed and field != "commodities")
    ]
    return _Begun(guessed, frozenset({*look.doubtful, *wanted}))


def _lists(
    look: Preview,
    table: str,
    begun: _Begun,
    asked: st.delta_generator.DeltaGenerator,
    others: st.delta_generator.DeltaGenerator,
    stem: str,
) -> dict[str, str]:
    """A list for each field: those to be asked stand open, the others can be opened."""
    fields = mapper.FIELDS[table]
    if begun.asked:
        asked.markdown("**Please check these**")
    mapping: dict[str, str] = {}
    choices = [NONE, *look.columns]
    for where, group in (
        (asked, [field for field in fields if field in begun.asked]),
        (others, [field for field in fields if field not in begun.asked]),
    ):
        for place, field in enumerate(group):
            if place % 3 == 0:
                row = where.columns(3)
            first = begun.mapping.get(field, NONE)
            column = row[place % 3].selectbox(
                fields[field],
                choices,
                index=choices.index(first) if first in choices else 0,
                key=f"own_{field}_{stem}",
            )
            if column != NONE:
                mapping[field] = column
    return {field: mapping[field] for field in fields if field in mapping}


def _known(
    where: st.delta_generator.DeltaGenerator, look: Preview, known: dict[str, str], table: str
) -> None:
    """What was understood without asking, each with an example from the file."""
    if not known:
        return
    lines = ""
    for field, column in known.items():
        example = next((cell for cell in look.sample.get(column, []) if cell), "")
        said = f" <span>such as {html(example[:60])}</span>" if example else ""
        lines += f"<dt>{html(mapper.FIELDS[table][field])}</dt><dd>{html(column)}{said}</dd>"
    where.markdown(f"**{plain(counted(len(known), 'column'))} understood**")
    where.html(f'<dl class="crm-facts crm-columns">{lines}</dl>')


def _settings(
    others: st.delta_generator.DeltaGenerator,
    mapping: dict[str, str],
    table: str,
    stem: str,
    *,
    asked: st.delta_generator.DeltaGenerator,
) -> ImportOptions:
    """What no column says: the reference system, one commodity for all rows, the licence."""
    crs = ""
    if "x" in mapping:
        crs = asked.text_input(
            "Reference system of easting and northing", placeholder="EPSG:32735", key="own_crs"
        )
    same = ""
    if table == "sites" and "commodities" not in mapping:
        same = asked.text_input(
            "Commodity of all rows", placeholder="lithium", key=f"own_same_{stem}"
        )
    licence = others.text_input("Licence", placeholder="as you want it shown", key="own_licence")
    others.download_button(
        "Save these columns",
        column_files.to_toml(table, mapping),
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

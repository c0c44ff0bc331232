"""The page on minerals: an index of all, and a page for each."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

import streamlit as st

from crmmap.address.page_options import NONE, begins
from crmmap.address.page_options import minerals as all_minerals
from crmmap.atlas.atlas import Atlas
from crmmap.draw.charts.setting import Setting
from crmmap.measures import history
from crmmap.schema.vocabulary import STAGE_WORDS, STAGES
from crmmap.ui import charts as exhibits
from crmmap.ui import choices, heading, stage_map, state, trade_map
from crmmap.ui.row_tables import fingerprint
from crmmap.ui.text import html, plain
from crmmap.wording import short_name, title_case

PAGE = "choke_points"
WORLD = ("heat", "strategic", "criticality", "benchmarks")
"""Exhibits of all minerals, below the index."""
SECTIONS: dict[str, tuple[tuple[str, ...], ...]] = {
    "Who could step in": (("step-in",),),
    "Who depends on whom": (("imports",), ("reliance",)),
    "What comes next": (("outlook-mine", "outlook-refinery"), ("demand", "balance")),
    "Price and uses": (("prices", "end-uses"),),
    "Agreements and rules": (("agreements", "measures"), ("standards", "nature")),
    "What we don't know": (("gaps",),),
}
"""Of the page of a mineral after its supply: headings, and below each the rows of exhibits."""


ALWAYS = ("agreements", "measures", "standards", "nature")
"""Exhibits of records: that there is none is a finding too."""


def choose(whole: Atlas) -> str:
    """The heading, with a list of the minerals; the one whose page is open, or "" for the index.
    Where the bar has one mineral chosen, its page opens.
    """
    left, right = st.columns([0.74, 0.26], vertical_alignment="bottom")
    chosen = state.filters().minerals
    first = begins("detail", state.filters()) if len(chosen) == 1 else NONE
    with right:
        mineral = choices.one(
            PAGE,
            "detail",
            "Page of",
            [NONE, *all_minerals(whole)],
            first=first,
            names={NONE: "All minerals, as an index"}
            | {one: title_case(one) for one in all_minerals(whole)},
        )
    mineral = "" if mineral == NONE else mineral
    question = "who mines, who refines, and who depends on whom?"
    with left:
        heading.draw_question(
            whole,
            f"{title_case(mineral)}: {question}" if mineral else question.capitalize(),
            state.filters().but(minerals=(mineral,)) if mineral else None,
        )
    return mineral


def index(whole: Atlas) -> None:
    """All minerals in one table, and the charts that compare them."""
    setting = exhibits.setting(PAGE)
    made = exhibits.heading("choke_points/index", setting)
    rows, trend = made.rows, _trend(whole)
    rows = rows.assign(
        trend_mine=rows["mineral"].map(trend["mine"]),
        trend_refinery=rows["mineral"].map(trend["refinery"]),
        **{f"share_{stage}": 100 * rows[f"share_{stage}"] for stage in STAGES},
        **{f"leader_{stage}": rows[f"leader_{stage}"].map(short_name) for stage in STAGES},
        price_change=100 * rows["price_change"],
    )
    event = st.dataframe(
        rows.assign(mineral=rows["mineral"].map(title_case)),
        hide_index=True,
        height=min(36 * len(rows) + 40, 640),
        key=f"table_minerals_{fingerprint(rows['mineral'])}",
        on_select="rerun",
        selection_mode="single-row",
        column_order=COLUMNS,
        placeholder="–",
        column_config=_columns(),
        alt="All minerals: who leads them, how concentrated they are, what is on record",
    )
    st.caption("Choose a row to open the mineral's page. A click on a heading sorts.")
    exhibits.footing("choke_points/index", made, setting)
    if event.selection.rows:
        choices.ask(PAGE, "detail", rows["mineral"].iloc[event.selection.rows[0]])
        st.rerun()
    for name in WORLD:
        exhibits.show(f"{PAGE}/{name}", setting)


COLUMNS = [
    "mineral",
    "lists",
    "leader_mine",
    "share_mine",
    "trend_mine",
    "hhi_mine",
    "leader_refinery",
    "share_refinery",
    "trend_refinery",
    "hhi_refinery",
    "restrictions",
    "agreements",
    "sites",
    "price_change",
]


def _columns() -> dict[str, Any]:
    config = st.column_config
    return {
        "mineral": config.TextColumn("Mineral", pinned=True),
        "lists": config.TextColumn("Lists", help="On which lists of critical minerals it stands"),
        "leader_mine": config.TextColumn("Mined most by"),
        "share_mine": config.ProgressColumn(
            "of mining", format="%.0f%%", min_value=0, max_value=100, width="small"
        ),
        "trend_mine": _line("mining"),
        "leader_refinery": config.TextColumn("Refined most by"),
        "share_refinery": config.ProgressColumn(
            "of refining", format="%.0f%%", min_value=0, max_value=100, width="small"
        ),
        "trend_refinery": _line("refining"),
        **{f"hhi_{stage}": _concentration(stage) for stage in STAGES},
        "restrictions": config.NumberColumn(
            "Restrictions", width="small", help="Measures that restrict its exports by name"
        ),
        "agreements": config.NumberColumn(
            "Agreements", width="small", help="Live agreements that name it"
        ),
        "sites": config.NumberColumn("Sites", width="small"),
        "price_change": config.NumberColumn(
            "Price since 2021",
            width="small",
            format="%+.0f%%",
            help="Change of the yearly price, 2021 to 2025",
        ),
    }


def _concentration(stage: str) -> Any:
    help_ = (
        f"Concentration of {STAGE_WORDS[stage]} (HHI, 0 to 10,000); above 1,800 is highly "
        "concentrated"
    )
    return st.column_config.NumberColumn("HHI", width="small", format="%d", help=help_)


def _line(doing: str) -> Any:
    help_ = f"The leader's share of {doing} by year"
    return st.column_config.LineChartColumn(
        "by year", width="small", help=help_, y_min=0.0, y_max=1.0
    )


def _trend(whole: Atlas) -> dict[str, dict[str, list[float]]]:
    """The leader's share by year, of each stage and mineral."""
    table = history(whole)
    return {
        stage: table[table["stage"] == stage].groupby("mineral")["top_1"].agg(list).to_dict()
        for stage in STAGES
    }


def of_mineral(whole: Atlas, mineral: str) -> None:
    """All that is known of one mineral."""
    setting = exhibits.setting(PAGE)
    _contents(setting)
    stages = [stage for stage in STAGES if exhibits.tells(f"{PAGE}/producers-{stage}", setting)]
    if stages:
        left, right = st.columns(2, gap="large")
        with left:
            both = exhibits.tells(f"{PAGE}/mine-to-refine", setting)
            exhibits.show(
                f"{PAGE}/{'mine-to-refine' if both else f'producers-{stages[0]}'}", setting
            )
        with right:
            stage_map.draw(whole, mineral, stages)
        if both:
            _row(setting, ("producers-mine", "producers-refinery"))
    _row(setting, ("history", "reserves"))
    for title, rows in SECTIONS.items():
        known = [found for row in rows if (found := _known(setting, row))]
        if known:
            st.subheader(plain(title), divider="gray", anchor=_anchor(title))
        for names in known:
            if "imports" in names:
                trade_map.draw(whole, mineral, page=PAGE)
            _row(setting, names)


def _contents(setting: Setting) -> None:
    """Links to the sections of the page."""
    links = "".join(
        f'<a href="#{_anchor(title)}" target="_self">{html(title)}</a>'
        for title, rows in SECTIONS.items()
        if any(_known(setting, row) for row in rows)
    )
    st.html(f'<nav class="crm-contents" aria-label="On this page">{links}</nav>')


def _anchor(title: str) -> str:
    return "".join(letter for letter in title.lower().replace(" ", "-") if letter in _LETTERS)


_LETTERS = "abcdefghijklmnopqrstuvwxyz-"


def _known(setting: Setting, names: Iterable[str]) -> tuple[str, ...]:
    """The exhibits that have something to show; what is missing is told under “What we don't
    know”.
    """
    return tuple(
        name for name in names if name in ALWAYS or exhibits.tells(f"{PAGE}/{name}", setting)
    )


def _row(setting: Setting, names: tuple[str, ...]) -> None:
    """Exhibits side by side."""
    known = _known(setting, names)
    for name, column in zip(
        known, st.columns(len(known), gap="large") if known else (), strict=True
    ):
        with column:
            exhibits.show(f"{PAGE}/{name}", setting)

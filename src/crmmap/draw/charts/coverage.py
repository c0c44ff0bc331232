"""Charts of what the data do not know."""

from __future__ import annotations

from crmmap.atlas.atlas import Atlas
from crmmap.dates import day_in_words
from crmmap.describe.classification import AGREE_ON_MODES, CODED, KAPPA, classification
from crmmap.describe.methodology import paper_entities, rules
from crmmap.describe.news import editions, news
from crmmap.draw.charts.exhibit import Exhibit
from crmmap.draw.charts.grammar import (
    cells,
    head_axis,
    name_axis,
    steps,
    tips,
)
from crmmap.measures.coverage import coverage, coverage_by_region, coverage_by_source, evidence_days
from crmmap.wording import percent, small_percent

SOURCE = "the tables in geodata/, counted"
UNKNOWN = (0.2, 0.4, 0.6, 0.8)
"""Breaks of the shares of what is not known."""
UNKNOWN_SHADES = {
    "light": ("#F5EFE8", "#E3D1BF", "#CFB092", "#96683F", "#6B4526"),
    "dark": ("#2A2622", "#4A3A2B", "#6A5138", "#B98D60", "#DDB78F"),
}
GAPS = {
    "status_unknown_share": "status not known",
    "owner_unknown_share": "owner not known",
    "low_confidence_share": "position uncertain",
}


def tables(atlas: Atlas) -> Exhibit:
    """Rows, age and certainty of each table."""
    rows = coverage(atlas)
    graded = rows[rows["unverified"].notna()]
    total, unverified = int(graded["rows"].sum()), int(graded["unverified"].sum())
    title = f"{unverified:,} of {total:,} rows with a provenance are unverified and shown as such"
    newest = evidence_days(atlas).set_index("evidence")["newest"]
    note = (
        f"Newest evidence: sites {day_in_words(newest['sites'])}, production "
        f"{newest['production']}, policy "
        f"{day_in_words(newest['policy'])}. "
        "Tables without a provenance are datasets taken whole."
    )
    return Exhibit("tables", title, None, rows, SOURCE, note)


def regions(atlas: Atlas, theme_name: str) -> Exhibit:
    """What is not known of the sites of each region."""
    rows = coverage_by_region(atlas)
    if rows.empty:
        return Exhibit("regions", "No site fits the filters.", None, rows, "")
    total = rows["sites"].sum()
    title = (
        f"The status of {percent(rows['status_unknown'].sum() / total)} of the {total:,} "
        "sites is not known"
    )
    long = rows.melt(["region", "sites"], list(GAPS), "gap", "share")
    long["gap"], long["text"] = long["gap"].map(GAPS), long["share"].map(small_percent)
    chart = cells(
        long,
        x=head_axis("gap", list(GAPS.values())),
        y=name_axis("region", rows["region"]),
        colour=steps("share", UNKNOWN, UNKNOWN_SHADES[theme_name]),
        text="text:N",
        strong=f"datum.share >= {UNKNOWN[2]}",
        theme_name=theme_name,
        tip=tips("region:N", "gap:N", "share:Q|.0%", "sites:Q"),
        each=22,
    )
    return Exhibit(
        "regions", title, chart, rows, SOURCE, "Regions by number of sites, the largest first."
    )


def sources(atlas: Atlas) -> Exhibit:
    """Which source stands behind how many rows, under which licence."""
    rows = coverage_by_source(atlas)
    top = rows.iloc[0]
    title = (
        f"{len(rows)} sources; {top['title']} is the source of more sites than any other: "
        f"{top['sites']:,}"
    )
    return Exhibit("sources", title, None, rows, "our list of sources")


def entities(atlas: Atlas) -> Exhibit:
    """The paper's entities and where each is found."""
    rows = paper_entities(atlas)
    title = f"{len(rows)} entities of the briefing paper, each found on the map or its pages"
    return Exhibit("entities", title, None, rows, "FIIA briefing paper, November 2025")


def agreement_rule(atlas: Atlas) -> Exhibit:
    """The rule by which agreements are classified."""
    rows = classification(atlas)
    title = (
        f"Two readers agree on the mode of {100 * AGREE_ON_MODES:.1f}% of the {CODED} shipped "
        "agreements (Cohen's "
        f"kappa {KAPPA:.2f})"
    )
    note = "The rule is applied from top to bottom; the first step that applies gives the mode."
    return Exhibit(
        "classification",
        title,
        None,
        rows,
        "Our coding of each agreement, from the source in its row",
        note,
    )


def what_is_new() -> Exhibit:
    """What the tables gained and lost since the edition before."""
    rows = news()
    before, after = editions()
    added, changed = int(rows["rows_added"].sum()), int(rows["rows_changed"].sum())
    title = (
        f"Between {before} and {after}, {added:,} rows of the shipped tables were added and "
        f"{changed:,} changed"
    )
    return Exhibit("news", title, None, rows, "Our comparison of both editions of the tables")


def table_rules() -> Exhibit:
    """The rules of all columns."""
    rows = rules()
    title = (
        f"{len(rows)} columns in {rows['table'].nunique()} tables are checked before anything "
        "is shown"
    )
    return Exhibit("rules", title, None, rows, "src/crmmap/schema/tables.py")

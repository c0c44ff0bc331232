"""Write docs/benchmarks.md and its plot from bench/results.json."""

from __future__ import annotations

import json
import statistics
import sys
from pathlib import Path

import altair as alt
import pandas as pd

ROOT = Path(__file__).resolve().parents[1]
sys.path.insert(0, str(ROOT))

from bench.overlay import LONGEST  # noqa: E402
from bench.peers import PEERS, POINTS_ONLY, SHIPPED_ONLY  # noqa: E402
from bench.serving import ALONE  # noqa: E402

RESULTS, PAGE, SCALE, PLOT = (
    ROOT / "bench/results.json",
    ROOT / "docs/benchmarks.md",
    ROOT / "docs/scale.md",
    ROOT / "docs/img/benchmarks.svg",
)
NAMES = {"shipped": "shipped data, four layers"} | {
    str(n): f"{n:,} sites" for n in (10**4, 10**5, 3 * 10**5, 10**6)
}


def seconds(row: dict | None, step: str) -> list[float]:
    """All times of a step."""
    return [entry["seconds"] for entry in (row or {}).get(step, [])]


def middle(row: dict | None, step: str) -> float | None:
    """Median of a step, None if it was not measured."""
    values = seconds(row, step)
    return statistics.median(values) if values and "failed" not in (row or {}) else None


def spread(values: list[float]) -> str:
    """``0.36 (0.33–0.41)``: median, least and greatest."""
    return f"{statistics.median(values):.2f} ({min(values):.2f}–{max(values):.2f})"


def megabytes(number: float) -> str:
    """Decimal megabytes or kilobytes."""
    return f"{number / 1e6:.1f} MB" if number >= 1e6 else f"{number / 1e3:.0f} kB"


def bytes_of(row: dict, step: str, part: str) -> str:
    """Median bytes of a step."""
    return megabytes(statistics.median(entry[part] for entry in row[step]))


def table(rows: dict[tuple[str, str], dict], size: str) -> list[str]:
    """One size as a table of all peers."""
    days = {row["when"][:10] for (_, of), row in rows.items() if of == size and row.get("when")}
    measured = " to ".join(dict.fromkeys([min(days), max(days)])) if days else "an unknown day"
    lines = [
        f"### {NAMES[size][0].upper()}{NAMES[size][1:]}\n",
        f"Measured on {measured}.\n",
        "| | first view, s | change, s | websocket, first / change | HTTP, first | server, ms | "
        "heap | pan, frames/s |",
        "|---|---|---|---|---|---|---|---|",
    ]
    for peer in PEERS:
        row = rows.get((peer, size))
        if row is None:
            continue
        name = (
            f"**{peer}**"
            if peer == "crmmap"
            else peer + (" ¹" if peer in POINTS_ONLY and size == "shipped" else "")
        )
        if "failed" in row:
            lines.append(f"| {name} | {row['failed'].removeprefix('RuntimeError: ')} | | | | | | |")
            continue
        panned = "pan_fps" in row
        cells = [
            name,
            spread(seconds(row, "first view")),
            spread(seconds(row, "change")),
            " / ".join(bytes_of(row, step, "websocket_bytes") for step in ("first view", "change")),
            bytes_of(row, "first view", "http_bytes"),
            f"{statistics.median(row['server']):.0f}",
            f"{row['heap_mb']:.0f} MB" if panned else row["not panned"],
            f"{row['pan_fps']:.0f}" if panned else "–",
        ]
        lines.append("| " + " | ".join(cells) + " |")
    return [*lines, ""]


def targets(rows: dict[tuple[str, str], dict], ours: dict[str, float]) -> list[str]:
    """What was to be reached, and what was."""

    def ratio(step: str, size: str, peer: str, of: str = "crmmap") -> float | None:
        mine, other = middle(rows.get((of, size)), step), middle(rows.get((peer, size)), step)
        return mine / other if mine and other else None

    def sent(size: str) -> float | None:
        row = rows.get(("crmmap", size))
        return (
            statistics.median(e["websocket_bytes"] for e in row["change"]) / 1e3
            if row and row["change"]
            else None
        )

    def frames(size: str) -> float | None:
        return (rows.get(("crmmap", size)) or {}).get("pan_fps")

    growth = None
    small, large = (middle(rows.get(("crmmap", size)), "change") for size in ("10000", "1000000"))
    if small and large:
        growth = large / small
    wanted = [
        (
            "shipped data, change, against swiftmap",
            ratio("change", "shipped", "swiftmap"),
            "≤",
            0.3,
            "×",
        ),
        *(
            (
                f"{step} of the theme {theme.removeprefix('crmmap, ')}, against swiftmap",
                ratio(step, "shipped", "swiftmap", of=theme),
                "≤",
                limit,
                "×",
            )
            for theme in PEERS
            if theme in SHIPPED_ONLY
            for step, limit in (("change", 0.3), ("first view", 0.5))
        ),
        (
            "shipped data, change, against folium GeoJson",
            ratio("change", "shipped", "folium GeoJson"),
            "≤",
            0.5,
            "×",
        ),
        (
            "shipped data, first view, against swiftmap",
            ratio("first view", "shipped", "swiftmap"),
            "≤",
            0.5,
            "×",
        ),
        ("10,000 sites, websocket of a change", sent("10000"), "≤", 20, " kB"),
        ("1,000,000 sites, websocket of a change", sent("1000000"), "≤", 150, " kB"),
        (
            "100,000 sites, change, against swiftmap",
            ratio("change", "100000", "swiftmap"),
            "≤",
            0.7,
            "×",
        ),
        (
            "100,000 sites, first view, against swiftmap",
            ratio("first view", "100000", "swiftmap"),
            "≤",
            0.8,
            "×",
        ),
        ("300,000 sites, pan", frames("300000"), "≥", 20, " frames/s"),
        ("1,000,000 sites, change, against 10,000", growth, "≤", 1.5, "×"),
        (
            "shipped data, server's own part of a change on the atlas page",
            sum(ours.values()),
            "≤",
            60,
            " ms",
        ),
    ]
    lines = ["| what | to reach | measured | |", "|---|---|---|---|"]
    for what, value, sign, limit, unit in wanted:
        if value is None:
            lines.append(f"| {what} | {sign} {limit}{unit} | not measured | |")
            continue
        met = value <= limit if sign == "≤" else value >= limit
        shown = f"{value:.2f}" if unit == "×" else f"{value:.0f}"
        lines.append(
            f"| {what} | {sign} {limit}{unit} | {shown}{unit} | {'met' if met else '**missed**'} |"
        )
    return [*lines, ""]


def pages(rows: list[dict]) -> list[str]:
    """What a filter change costs the server on each page."""
    lines = [
        "| page | seconds | the longest of our functions, with all that it calls |",
        "|---|---|---|",
    ]
    for row in rows:
        lines.append(
            f"| {row['page']} | {spread(row['seconds'])} | `{row['costliest']}`, "
            f"{row['of which']:.2f} s |"
        )
    return [*lines, ""]


def overlays(rows: list[dict]) -> list[str]:
    """Our overlay beside a plain join."""
    lines = [
        "| sites × zones | | seconds | memory beyond the tables | pairs |",
        "|---|---|---|---|---|",
    ]
    for row in rows:
        size = f"{row['sites']:,} × {row['zones']:,}"
        if not row["seconds"]:
            lines.append(f"| {size} | {row['way']} | more than {LONGEST} | | |")
            continue
        lines.append(
            f"| {size} | {row['way']} | {spread(row['seconds'])} | {row['peak_mb']:.0f} MB | "
            f"{row['pairs']:,} |"
        )
    least = [row for row in rows if "missed" in row]
    lines += [
        "",
        f"Against geodesics to finely divided outlines, at {least[0]['sites']:,} sites × "
        f"{least[0]['zones']:,} zones:",
        "",
        "| | pairs missed | pairs too many | the worst distance is off by |",
        "|---|---|---|---|",
    ]
    for row in least:
        lines.append(
            f"| {row['way']} | {row['missed']} | {row['too_many']} | {row['metres_off']:,.0f} m |"
        )
    one, two = (
        statistics.median(row["seconds"])
        for name in ("crmmap", "crmmap, 2 processes")
        for row in rows
        if row["way"] == name and row["sites"] == max(row["sites"] for row in rows)
    )
    return [*lines, "", f"At the largest size two processes are {one / two:.2f} times as fast.", ""]


def serving(rows: list[dict]) -> list[str]:
    """What people wait for when many are there at once."""
    lines = [
        "| | people | actions a second | median | 95 of 100 within | 99 of 100 within | processor "
        "an action | kB an action | memory |",
        "|---|---|---|---|---|---|---|---|---|",
    ]
    for row in rows:
        lines.append(
            f"| {row['name']} | {row['sessions']} | {row['per_second']:.1f} | {row['p50']:.2f} s | "
            f"{row['p95']:.2f} s | {row['p99']:.2f} s | {row['cpu_s_per_action']:.2f} s | "
            f"{row['kB_per_action']} | {row['rss_max']} MB |"
        )
    lines.append("")
    by = {row["name"]: row for row in rows}
    if "before" in by:
        wait = by["now"]["p95"] / by["before"]["p95"]
        one, other = (by[name]["alone"] for name in ("before", "now"))
        cpu = other["cpu_s_per_action"] / one["cpu_s_per_action"]
        lines += [
            f"95 of 100 actions are done within {wait:.2f} times the seconds of before; to be "
            "reached: one second for 20 people at one process, 1.5 seconds for 50 at two.",
            "",
            "Who acts when is left to chance above. The same actions one after another, in "
            f"{ALONE[0]} sessions of {ALONE[1]}, take {one['cpu_s_per_action']:.3f} s of the "
            f"processor each before and {other['cpu_s_per_action']:.3f} s now, {cpu:.2f} times as "
            f"much (to be reached: 0.5), and half of them are done within {one['p50']:.2f} s and "
            f"{other['p50']:.2f} s.",
            "",
        ]
    faults = sum(row["n_faults"] for row in rows)
    return [*lines, f"Actions that failed, and sessions that were lost: {faults}.", ""]


def scale(found: dict) -> None:
    """The page on the largest work."""
    one = found["workers"]["1"]
    lines = ["| workers | minutes | times as fast as one |", "|---|---|---|"]
    lines += [
        f"| {number} | {seconds / 60:.1f} | {one / seconds:.1f} |"
        for number, seconds in found["workers"].items()
    ]
    text = (ROOT / "bench/scale.md").read_text()
    SCALE.write_text(text.format(**found | {"workers": "\n".join(lines)}))


def imports(rows: list[dict]) -> list[str]:
    """Bringing an inventory beside a plain join to the nearest site."""
    lines = [
        "| rows | | seconds | peak memory of the process | rows that find a site |",
        "|---|---|---|---|---|",
    ]
    for row in rows:
        cells = (
            f"{row['rows']:,}",
            row["way"],
            spread(row["seconds"]),
            f"{row['peak_mb']:,.0f} MB",
            f"{row['found']:,}",
        )
        lines.append(f"| {' | '.join(cells)} |")
    few, many = (statistics.median(row["seconds"]) for row in rows if row["way"] == "crmmap")
    return [*lines, "", f"Ten times the rows take {many / few:.1f} times as long.", ""]


def plot(rows: dict[tuple[str, str], dict]) -> None:
    """Time of a filter change by size, a line a peer."""
    points = [
        {"peer": peer, "sites": int(size), "seconds": value, "s": min(values), "t": max(values)}
        for (peer, size), row in rows.items()
        if size != "shipped"
        and (value := middle(row, "change"))
        and (values := seconds(row, "change"))
    ]
    frame = pd.DataFrame(points)
    ends = frame.loc[frame.groupby("peer")["sites"].idxmax()]
    base = alt.Chart(frame).encode(
        x=alt.X(
            "sites:Q",
            scale=alt.Scale(type="log", domain=[8e3, 3e6]),
            title="sites",
            axis=alt.Axis(format="~s"),
        ),
        y=alt.Y(
            "seconds:Q", scale=alt.Scale(type="log"), title="seconds to the last changed pixel"
        ),
        color=alt.Color("peer:N", legend=None, scale=alt.Scale(scheme="dark2")),
    )
    label = (
        alt.Chart(ends)
        .mark_text(align="left", dx=7)
        .encode(x="sites:Q", y="seconds:Q", text="peer:N", color="peer:N")
    )
    chart = (
        base.mark_line()
        + base.mark_point(filled=True, size=45)
        + base.mark_rule().encode(y="s:Q", y2="t:Q")
        + label
    )
    title = "A filter change, by number of sites"
    chart.properties(width=560, height=340, title=title, background="white").save(PLOT)


def main() -> None:
    """Write the page and its plot."""
    results = json.loads(RESULTS.read_text())
    rows = {(row["peer"], row["size"]): row for row in results["rows"]}
    ours, machine = results["server_ms"], results["machine"]
    repeats = max(len(row.get("change", [])) for row in results["rows"])
    parts = ", ".join(f"{name} {value:.0f}" for name, value in ours.items())
    PLOT.parent.mkdir(parents=True, exist_ok=True)
    plot(rows)
    text = (
        (ROOT / "bench/page.md")
        .read_text()
        .format(
            date=machine["date"],
            cores=machine["cores"],
            system=machine["system"],
            python=machine["python"],
            repeats=repeats,
            targets="\n".join(targets(rows, ours)),
            ours=parts,
            overlays="\n".join(overlays(results["overlay"])),
            imports="\n".join(imports(results["imports"])),
            pages="\n".join(pages(results["pages"])),
            serving="\n".join(serving(results["serving"])),
            tables="\n".join(line for size in NAMES for line in table(rows, size)),
        )
    )
    PAGE.write_text(text)
    scale(results["scale"])


if __name__ == "__main__":
    main()

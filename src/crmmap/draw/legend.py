"""Legends as small SVG drawings, made from the same styles as the map."""

from __future__ import annotations

from collections.abc import Sequence
from html import escape
from typing import Any

from crmmap.draw.agreements import FORCES, link_styles
from crmmap.draw.change import CHANGE_NAMES, supply_styles
from crmmap.draw.countries import (
    ADHERENT_CLASS,
    MEMBER_CLASS,
    PARTNER_CLASS,
    breaks,
    country_styles,
)
from crmmap.draw.key_signs import Entry, draw_area, draw_line, draw_point
from crmmap.draw.overview import PAIR_KINDS, WIDTH_WORDS, circle_style, pair_styles
from crmmap.draw.own_rows import FATES, own_row_styles
from crmmap.draw.palette import SHADES, THEMES, Theme
from crmmap.draw.sites import site_styles
from crmmap.draw.themes import Composition
from crmmap.draw.trade import WIDTH_WORDS as TRADE_WIDTHS
from crmmap.draw.trade import trade_styles
from crmmap.draw.zones import GROUPS, zone_styles
from crmmap.measures.by_place import lens
from crmmap.measures.shading import Shading
from crmmap.schema.vocabulary import KINDS, MODES, OWN_SOURCE, SENSITIVITIES
from crmmap.terms import DOING, KIND_NAMES

GROUP_NAMES = {
    "land": "Protected land, heritage",
    "water": "Wetland, reef, deep sea",
    "polar": "Arctic, Antarctic",
}


def site_entries(theme_name: str) -> list[Entry]:
    """Shape and colour of each kind; outline and ring."""
    styles = site_styles(THEMES[theme_name])
    all_classes = range(len(styles))
    own = len(styles) // 2

    def of(*classes: int) -> tuple[str, tuple[int, ...]]:
        return "sites", classes

    entries = [
        Entry(
            draw_point(styles[place * 4]),
            KIND_NAMES[kind],
            *of(*(first + 4 * place + more for first in (0, own) for more in range(4))),
        )
        for place, kind in enumerate(KINDS)
    ]
    refinery = KINDS.index("refinery") * 4
    return [
        *entries,
        Entry(
            draw_point(styles[refinery + 2]),
            "Hollow: suspended or closed",
            *of(*(one for one in all_classes if one % 4 > 1)),
        ),
        Entry(
            draw_point(styles[1]),
            "Dotted ring: position uncertain",
            *of(*(one for one in all_classes if one % 2)),
        ),
    ]


def change_entries(theme_name: str, stage: str) -> list[Entry]:
    """Circles of supply as a scenario leaves them."""
    styles = supply_styles(THEMES[theme_name], stage)
    return [
        Entry(draw_point(style), words.capitalize())
        for style, words in zip(styles, CHANGE_NAMES.values(), strict=True)
    ]


def trade_entries(theme_name: str) -> list[Entry]:
    """Widths of the lines of imports."""
    styles = trade_styles(THEMES[theme_name])
    return [
        Entry(draw_line({**style, "arrow": False}), words.capitalize())
        for style, words in zip(styles, TRADE_WIDTHS, strict=True)
    ]


def own_row_entries(theme_name: str) -> list[Entry]:
    """What becomes of the rows of a file."""
    styles = own_row_styles(THEMES[theme_name])
    return [Entry(draw_point(style), words) for style, words in zip(styles, FATES, strict=True)]


def zone_entries(theme_name: str) -> list[Entry]:
    """Groups of categories, and the circle."""
    styles = zone_styles(THEMES[theme_name])
    step = 2 * len(SENSITIVITIES)
    entries = [
        Entry(
            draw_area(styles[i * step]),
            GROUP_NAMES[group],
            "zones",
            tuple(range(i * step, (i + 1) * step)),
        )
        for i, group in enumerate(GROUPS)
    ]
    filled = range(step * GROUPS.index("polar"))
    paler = tuple(one for one in filled if one % step not in (0, 1))
    circles = tuple(range(1, len(styles), 2))
    return [
        *entries,
        Entry(draw_area(styles[2]), "Paler: lower sensitivity", "zones", paler),
        Entry(draw_area(styles[1], round_=True), "Circle of equal area", "zones", circles),
    ]


def link_entries(theme_name: str) -> list[Entry]:
    """Colours of the modes, dashes of the legal force."""
    styles = link_styles(THEMES[theme_name])
    forces, modes = range(len(FORCES)), range(len(MODES))
    by_mode = [
        Entry(
            draw_line({**styles[i * len(FORCES)]}),
            mode.capitalize(),
            "agreements",
            tuple(i * len(FORCES) + force for force in forces),
        )
        for i, mode in enumerate(MODES)
    ]
    ink = THEMES[theme_name].ink
    words = {
        "binding": "Solid: binding",
        "non-binding": "Dashed: non-binding",
        "not live": "Dotted: announced or ended",
    }
    by_force = [
        Entry(
            draw_line({**styles[FORCES.index(force)], "line": ink}),
            text,
            "agreements",
            tuple(mode * len(FORCES) + FORCES.index(force) for mode in modes),
        )
        for force, text in words.items()
    ]
    return [*by_mode, *by_force]


def pair_entries(theme: Theme, actors: Sequence[str] = ()) -> list[Entry]:
    """Widths of the lines between two parties, and the colours of some actors."""
    styles = pair_styles(theme, 1, actors=len(actors))
    groups = range(0, len(styles), PAIR_KINDS)
    widths = [
        Entry(
            draw_line({**styles[2 * place], "arrow": False}),
            words,
            "pairs",
            tuple(first + 2 * place + loose for first in groups for loose in (0, 1)),
        )
        for place, words in enumerate(WIDTH_WORDS)
    ]
    loose = tuple(range(1, len(styles), 2))
    coloured = [
        Entry(
            draw_line({**styles[first + 4], "arrow": False}),
            name,
            "pairs",
            tuple(range(first, first + PAIR_KINDS)),
        )
        for name, first in zip(actors, groups[1:], strict=True)
    ]
    loosely = Entry(draw_line(styles[1]), "None of them legally binding", "pairs", loose)
    return [*coloured, *widths, loosely]


def shading_entries(theme_name: str, shading: Shading) -> list[Entry]:
    """A class each, with its bounds, and no data."""
    theme, low, entries = THEMES[theme_name], 0.0, []
    for shade, high in zip(SHADES[theme_name], breaks(shading), strict=False):
        bounds = f"{100 * low:.0f}–{100 * high:.0f}%" if shading.percent else _whole(low, high)
        entries.append(Entry(draw_area({"fill": shade, "line": theme.border, "width": 1}), bounds))
        low = float(high)
    hatch = {"hatch": theme.hatch, "fill": theme.land, "line": theme.border, "width": 1}
    return [*entries, Entry(draw_area(hatch), "No data")]


def _whole(low: float, high: float) -> str:
    first = int(low) + 1
    return f"{first}" if first == int(high) else f"{first}–{int(high)}"


def key_entries(shown: Composition) -> list[Entry]:
    """The signs that a map shows, and no others."""
    name, display, theme = shown.theme_name, shown.display, THEMES[shown.theme_name]
    entries: list[Entry] = []
    if display.theme == "sites":
        parts = {
            "sites": site_entries(name),
            "zones": zone_entries(name),
            "links": link_entries(name),
            "plurilateral": link_entries(name) if "links" not in display.layers else [],
        }
        entries = [
            entry for layer, some in parts.items() if layer in display.layers for entry in some
        ]
        own = shown.shown.sites["source_ids"].str.startswith(OWN_SOURCE)
        if "sites" in display.layers and own.any():
            styles = site_styles(theme)
            mine = styles[len(styles) // 2 + 4 * KINDS.index("mine")]
            entries.insert(0, Entry(draw_point(mine), "Pink outline: from your own file"))
        if shown.partners_of:
            entries += pair_entries(theme, [name for name, _ in shown.actors])
    elif display.theme == "agreements":
        entries = pair_entries(theme)
    else:
        style = circle_style(shown.figure, theme)
        if shown.figure.percent:
            doing = DOING[shown.figure.stage]
            words = [f"10% of world {doing}", f"50% of world {doing}"]
        else:
            words = [f"Fewer {shown.figure.of}", f"More {shown.figure.of}"]
        entries = [
            Entry(draw_point({**style, "r": r}), text)
            for r, text in zip((3, 6), words, strict=True)
        ]
    if display.theme == "nature":
        entries += zone_entries(name)[: len(GROUPS)]
    return entries + (_lens_entries(shown) if shown.shading is None else [])


def _lens_entries(shown: Composition) -> list[Entry]:
    found, styles = (
        lens(shown.files.atlas, shown.filters),
        country_styles(THEMES[shown.theme_name], shaded=False),
    )
    groups = (
        (found.members, MEMBER_CLASS, "Member"),
        (found.partners, PARTNER_CLASS, "Agreement partner"),
        (found.adherents, ADHERENT_CLASS, "Country that adheres"),
    )
    outlined = set(shown.files.atlas.countries["iso_a3"])  # a bloc that is a party has no outline
    return [
        Entry(draw_area(styles[place]), f"{words} ({len(group & outlined):,})")
        for group, place, words in groups
        if group & outlined
    ]


def key(shown: Composition) -> dict[str, Any]:
    """The key as the map in the page takes it, see `crmmap.draw.canvas.Scene`."""
    entries = key_entries(shown)
    if shown.shading is not None:
        entries += shading_entries(shown.theme_name, shown.shading)
    return {
        "title": "Key",
        "entries": [
            {
                "address": entry.address,
                "words": entry.words,
                "layer": entry.layer,
                "classes": entry.classes,
            }
            for entry in entries
        ],
    }


def to_html(entries: list[Entry]) -> str:
    """The entries as a list."""
    items = "".join(
        '<li><img width="22" height="16" alt="" '
        f'src="{entry.address}"><span>{escape(entry.words)}</span></li>'
        for entry in entries
    )
    return f'<ul class="crm-legend">{items}</ul>'

"""Countries at a glance: circles with the names of the leaders, and a line for each pair that
has agreements.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

import numpy as np

from crmmap.atlas.atlas import Atlas
from crmmap.draw.canvas import ArcLayer, Columns, EndNames, Labels, PointLayer, radii
from crmmap.draw.palette import KIND_SIGNS, LINES, OVERVIEW, Theme
from crmmap.draw.supply import LARGEST
from crmmap.geodesy import great_circle
from crmmap.measures.by_place import PLURILATERAL, ByPlace, pairs
from crmmap.measures.partners import links_of
from crmmap.terms import DOES
from crmmap.wording import counted, in_sentence, short_name, small_percent, year_in_words

LARGEST_COUNT = 24  # pixels, of the country with the most
FEW = 4.0  # pixels, of a country with one of few
LABELLED = 5
"""Countries whose names stand beside their circles."""
WIDTHS = ((1, 1.2), (2, 2.2), (4, 3.4), (8, 5.0))
"""From how many agreements on a pair's line is how wide, in pixels."""
WIDTH_WORDS = ("1 agreement", "2 or 3", "4 to 7", "8 and more")
FAINT, CLEAR = 0.35, 0.8


def pair_columns(atlas: Atlas) -> Columns:
    """Columns of an `ArcLayer`: a line for each pair that any agreement between two parties
    links.
    """
    places, names = atlas.lookups.places, atlas.lookups.name_of
    rows = atlas.agreements[atlas.agreements["scope"] != PLURILATERAL]
    known = {tuple(sorted(link)) for row in rows.to_dict("records") for link in links_of(row)}
    ends = sorted(link for link in known if link[0] in places and link[1] in places)
    lines = [great_circle(places[one], places[other], bow=0.06) for one, other in ends]
    return {
        "id": [f"{one}|{other}" for one, other in ends],
        "tip": [f"{names.get(one, one)} and {names.get(other, other)}" for one, other in ends],
        "xy": np.concatenate(lines).astype("<f4").ravel() if lines else np.empty(0, "<f4"),
        "part": np.concatenate([[0], np.cumsum([len(line) for line in lines])]).astype("<u4"),
        "cls": np.zeros(len(ends), dtype=np.uint8),
    }


def circles(
    figure: ByPlace,
    codes: list[str],
    names: Mapping[str, str],
    *,
    url: str,
    theme: Theme,
    selected: str | None,
    only: set[str] | None = None,
) -> PointLayer:
    """A circle for each country, its area in proportion to its figure; the leaders with name and
    number.

    Parameters
    ----------
    codes
        The column ``id`` of `crmmap.draw.supply.supply_columns`.
    names
        Of countries and blocs.
    only
        Keys that are drawn, beside the leaders; None for all.
    """
    values = np.array([figure.values.get(key, 0.0) for key in codes], dtype=float)
    if figure.theme == "agreements":
        sizes = np.where(values > 0, 3, 2).astype(np.uint8)
    elif figure.percent:
        sizes = radii(np.append(values, 1.0), largest=LARGEST)[:-1]
    else:
        sizes = radii(
            values, largest=min(LARGEST_COUNT, FEW * float(values.max(initial=0)) ** 0.5 + 1)
        )
    leaders = [key for key in figure.values.index if key in codes][:LABELLED]
    texts = [
        f"{short_name(names[key])} {number(figure, key)}" if key in leaders else "" for key in codes
    ]
    return PointLayer(
        name="supply",
        url=url,
        z=4,
        on=(values > 0)
        & np.array([only is None or key in only or key in leaders for key in codes]),
        styles=[circle_style(figure, theme)],
        radii=sizes,
        notes=[note(figure, key) for key in codes],
        labels=Labels(texts, theme.ink, theme.land),
        selected=selected,
        accent=theme.accent,
        halo=theme.hairline,
    )


def circle_style(figure: ByPlace, theme: Theme) -> dict[str, Any]:
    """The sign of a figure: of supply in the colour of its stage."""
    colour = (
        KIND_SIGNS[figure.stage][1 + theme.side]
        if figure.theme == "supply"
        else OVERVIEW[figure.theme][theme.side]
    )
    return {
        "shape": "circle",
        "fill": colour + "CC",
        "line": theme.hairline,
        "r": 8,
        "z": 1,
        "hollow": False,
        "halo": False,
    }


def number(figure: ByPlace, key: str) -> str:
    """The figure of a country as a label has it."""
    value = float(figure.values[key])
    return small_percent(value) if figure.percent else f"{value:,.0f}"


def note(figure: ByPlace, key: str) -> str:
    """What the hover text adds to a country's name."""
    if key not in figure.values.index:
        return ""
    value = float(figure.values[key])
    if figure.theme == "agreements":
        return counted(int(value), "agreement shown", "agreements shown")
    if not figure.percent:
        words = {
            "standards": "covered site",
            "nature": "site near a protected or sensitive area",
            "sites": "site",
        }
        one = words[figure.theme]
        many = one.replace("site", "sites", 1)
        return counted(int(value), f"{one} shown", f"{many} shown")
    assert figure.rows is not None
    rows = figure.rows[figure.rows["iso3"] == key]
    best = rows.loc[rows["share"].idxmax()]
    of = (
        "the world total"
        if figure.mineral
        else f"the world's {in_sentence(best['mineral'], figure.stage)}"
    )
    year = year_in_words(best["year"], best["basis"])
    return f"{DOES[figure.stage].capitalize()} {small_percent(value)} of {of}, {year}"


def pair_lines(
    shown: Atlas,
    ids: list[str],
    *,
    url: str,
    theme: Theme,
    strongest: int | None,
    selected: str | None,
    end: str | None = None,
    actors: Sequence[frozenset[str]] = (),
) -> ArcLayer:
    """A line for each pair of parties, its width by the number of agreements, dashed if none is
    legally binding.

    Parameters
    ----------
    ids
        The column ``id`` of `pair_columns`.
    strongest
        How many pairs at most; None for all.
    selected
        A pair that is drawn and stands out in any case.
    end
        The country or bloc whose pairs alone are drawn; None for all.
    actors
        Codes and ids of each of some actors: the lines of the first that is an end have its colour.
    """
    table = pairs(shown, strongest=strongest).set_index("pair")
    if end is not None:
        table = table[np.array([end in pair.split("|") for pair in table.index], dtype=bool)]
    count = table["agreements"].reindex(ids).fillna(0).to_numpy()
    binding = table["binding"].reindex(ids).fillna(0).to_numpy()
    width = np.searchsorted([least for least, _ in WIDTHS], count, side="right") - 1
    group = [_actor_of(pair, end, actors) for pair in ids]
    kinds = np.clip(width, 0, None) * 2 + (binding == 0)
    return ArcLayer(
        name="pairs",
        url=url,
        z=3,
        on=(count > 0) | np.array([pair == selected for pair in ids], dtype=bool),
        selected=selected,
        classes=(np.array(group, dtype=int) * PAIR_KINDS + kinds).astype(np.uint8),
        styles=pair_styles(theme, FAINT if strongest is not None else CLEAR, actors=len(actors)),
        notes=[
            f"{counted(int(n), 'agreement')}, {int(b)} legally binding" if n else ""
            for n, b in zip(count, binding, strict=True)
        ],
        names=EndNames(
            _short_names(shown, [pair for pair, n in zip(ids, count, strict=True) if n]),
            ink=theme.ink,
            ground=theme.land,
        ),
        accent=theme.accent,
        halo=theme.hairline,
    )


def _short_names(atlas: Atlas, pairs_shown: list[str]) -> dict[str, str]:
    ends = sorted({end for pair in pairs_shown for end in pair.split("|")})
    return {end: short_name(atlas.lookups.name_of.get(end, end)) for end in ends}


def _actor_of(pair: str, end: str | None, actors: Sequence[frozenset[str]]) -> int:
    """The place of the actor whose line this is, from 1; 0 if it is nobody's."""
    others = set(pair.split("|")) - {end}
    return next((place for place, ids in enumerate(actors, start=1) if others & ids), 0)


PAIR_KINDS = 2 * len(WIDTHS)
"""Styles of one colour: each width as a solid and as a dashed line."""


def pair_styles(theme: Theme, alpha: float, *, actors: int = 0) -> list[dict[str, Any]]:
    """Styles in the order of the classes: all kinds in the colour of agreements, then in that of
    each actor.
    """
    ours = [LINES[(place + 1) % len(LINES)][theme.side] for place in range(actors)]
    colours = [OVERVIEW["agreements"][theme.side], *ours]
    return [
        {"line": colour, "alpha": alpha, "arrow": False, "width": width, "dash": dash}
        for colour in colours
        for _, width in WIDTHS
        for dash in ([], [5, 4])
    ]

"""What the map says, in words: a headline, a ranking and up to five lines, for every combination
of filters.
"""

from __future__ import annotations

from dataclasses import dataclass

import pandas as pd

from crmmap.atlas.atlas import Atlas
from crmmap.atlas.filters import Filters
from crmmap.atlas.licences import publishers_of
from crmmap.describe.line import RANKED, Line
from crmmap.describe.sentences import Teller
from crmmap.measures.by_place import ByPlace, by_place
from crmmap.terms import DOING
from crmmap.wording import in_sentence, listing, short_name, small_percent, year_in_words

MOST_LINES = 5


@dataclass(frozen=True)
class Place:
    """A place of the ranking: its key, its name, its figure in words, and the figure as a part
    of the largest scale.
    """

    key: str
    name: str
    figure: str
    part: float


@dataclass(frozen=True)
class Answer:
    """What the map says.

    Attributes
    ----------
    headline
        A sentence on the theme.
    ranking_title, ranking
        What is ranked, and the first places.
    lines
        Sentences on the other themes, five at most.
    caution
        What these figures do not say.
    sources
        Publishers of what is said, in a few words.
    """

    headline: str
    ranking_title: str
    ranking: tuple[Place, ...]
    lines: tuple[Line, ...]
    caution: str
    sources: str


def answer(
    whole: Atlas, filters: Filters, *, theme: str = "supply", stage: str = "refinery"
) -> Answer:
    """What the map says under some filters.

    Parameters
    ----------
    whole
        The whole Atlas.
    theme
        Which question comes first, one of `crmmap.measures.by_place.THEMES`.
    stage
        Of supply, ``mine`` or ``refinery``.

    Examples
    --------
    >>> import crmmap
    >>> from crmmap import Filters
    >>> said = answer(crmmap.load(), Filters.default().but(minerals=("Cobalt",)), stage="mine")
    >>> said.headline.partition(" (")[0]
    'The Democratic Republic of the Congo mines 73% of cobalt'
    """
    shown = whole.filter(filters)
    teller = Teller(whole, shown, filters, stage)
    figure = by_place(whole, shown, filters, theme=theme, stage=stage)
    lines = [line for line in teller.lines(theme, figure.theme) if line is not None]
    return Answer(
        headline=teller.headline(figure, theme),
        ranking_title=_ranking_title(figure),
        ranking=_ranking(whole, figure),
        lines=tuple(lines[:MOST_LINES]),
        caution=_caution(figure, theme),
        sources=_sources(whole, shown, figure, theme),
    )


def _ranking_title(figure: ByPlace) -> str:
    if figure.theme == "supply":
        if not figure.mineral:
            return f"Largest share of world {DOING[figure.stage]} among the minerals shown"
        rows = figure.rows
        assert rows is not None
        magnet = "magnet rare earths" in rows["measure"].iloc[0]
        what = "magnet rare earths" if magnet else in_sentence(figure.mineral, figure.stage)
        year = year_in_words(rows["year"].iloc[0], rows["basis"].iloc[0])
        return f"Share of world {DOING[figure.stage]}, {what}, {year}"
    return {
        "agreements": "Parties with most agreements shown",
        "standards": "Covered sites, by country",
        "nature": "Sites near protected areas, by country",
        "sites": "Sites shown, by country",
    }[figure.theme]


def _ranking(whole: Atlas, figure: ByPlace) -> tuple[Place, ...]:
    names, values = whole.lookups.name_of, figure.values.head(RANKED)
    scale = 1.0 if figure.percent else float(values.max()) if len(values) else 1.0
    return tuple(
        Place(
            str(key),
            short_name(names.get(str(key), str(key))),
            small_percent(value) if figure.percent else f"{value:,.0f}",
            min(1.0, float(value) / scale),
        )
        for key, value in values.items()
    )


def _caution(figure: ByPlace, theme: str) -> str:
    return {
        "supply": "Shares are of published production. Capacity, stocks and prices are not part "
        "of them.",
        "agreements": "An agreement is not a delivery. What is not on record may still exist.",
        "standards": "Where we found no record of a standard, there may still be one.",
        "nature": "Distances say nothing about harm.",
        "sites": "The inventories are incomplete. The latest status on record may be years old.",
    }["sites" if theme == "supply" and figure.theme != "supply" else theme]


def _sources(whole: Atlas, shown: Atlas, figure: ByPlace, theme: str) -> str:
    if figure.rows is not None:
        titles = whole.sources.set_index("source_id")["publisher"]
        return listing(dict.fromkeys(str(titles.get(one, one)) for one in figure.rows["publisher"]))
    tables: dict[str, dict[str, pd.DataFrame]] = {
        "supply": {"sites": shown.sites},
        "sites": {"sites": shown.sites},
        "nature": {"zones": shown.zones},
        "standards": {"standard_adherence": shown.standard_adherence},
        "agreements": {},
    }
    named = tables[theme]
    return publishers_of(whole, named) if named else "Each agreement names its own source"

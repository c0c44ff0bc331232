"""The picture that a user has set as words of a web address, and back. Only what differs from
the default is written.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field, replace
from datetime import date
from typing import Any

from rapidfuzz import process

from crmmap.address.display import (
    BASEMAPS,
    BEFORE_THEMES,
    LAYERS,
    OFFLINE,
    SHADING_NAMES,
    STAGES,
    THEME_NAMES,
    Display,
)
from crmmap.address.features import is_feature
from crmmap.address.page_options import CHOICES as OF_PAGES
from crmmap.address.page_options import NONE
from crmmap.atlas.atlas import Atlas
from crmmap.atlas.filter_specs import FILTERS
from crmmap.atlas.filters import Filters
from crmmap.atlas.lookups import Lookups
from crmmap.dates import in_words
from crmmap.describe.search import NEAREST_SCORE
from crmmap.names import fold

EARLIEST, LATEST = date(2000, 1, 1), date(2040, 12, 31)
LONGEST_WORD = 8000
"""Characters of one word of an address; a scenario of one's own has 6,000 at most."""
MOST_WORDS = 60
CHART = "chart"
"""The word for a chart of the page, which is then shown alone."""
KNOWN_ON = "known_on"
"""The word for the day whose snapshot of a store is shown."""
CHART_NAME = re.compile(r"[a-z][a-z-]{0,40}")


@dataclass(frozen=True)
class Picture:
    """All that makes a picture: what is filtered, displayed and selected, and where the map looks.

    ``selected`` is a layer and an id, ``view`` a latitude, longitude and zoom; ``own`` the choices
    of its page by their words, see `crmmap.address.page_options`; ``chart`` the one of the page's
    charts that is shown alone, "" for the whole page; ``known_on`` the day whose snapshot of the
    data is shown, None for the newest.
    """

    filters: Filters = field(default_factory=Filters.default)
    display: Display = field(default_factory=Display)
    selected: tuple[str, str] | None = None
    view: tuple[float, float, float] | None = None
    own: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    chart: str = ""
    known_on: date | None = None


def to_words(picture: Picture) -> dict[str, str]:
    """The picture as words of an address."""
    filters, display, plain = picture.filters, picture.display, Picture()
    words: dict[str, str] = {}
    if filters.as_of != plain.filters.as_of:
        words["as_of"] = filters.as_of.isoformat()
    changed = filters.changed(plain.filters)
    for spec in FILTERS:
        if spec.name in changed:
            words[spec.word] = _as_text(getattr(filters, spec.name))
    if display.theme == "supply" and display.stage != plain.display.stage:
        words["stage_shown"] = display.stage
    if display.theme == "sites" and set(display.layers) != set(plain.display.layers):
        words["layers"] = ";".join(name for name in LAYERS if name in display.layers) or NONE
    if display.theme == "sites" and display.shading:
        words["shade"] = display.shading
    if display.basemap != OFFLINE:
        words["map"] = display.basemap
    if picture.selected:
        words["selected"] = ":".join(picture.selected)
    if picture.view:
        latitude, longitude, zoom = picture.view
        words["view"] = f"{latitude:.3f},{longitude:.3f},{zoom:g}"
    if words or display.theme != plain.display.theme:
        words["theme"] = display.theme  # without it an address is one from before there were themes
    words |= {word: ";".join(values) or NONE for word, values in picture.own.items()}
    if picture.known_on:
        words[KNOWN_ON] = picture.known_on.isoformat()
    return words | ({CHART: picture.chart} if picture.chart else {})


def _as_text(value: tuple[str, ...] | str | float) -> str:
    if isinstance(value, tuple):
        return ";".join(value) or NONE
    return value if isinstance(value, str) else f"{value:g}"


FILTER_WORDS = ("as_of", *(spec.word for spec in FILTERS))
"""The words that choose rows."""
WORDS = (
    *FILTER_WORDS,
    *(spec.former_word for spec in FILTERS if spec.former_word),
    "theme",
    "stage_shown",
    "layers",
    "shade",
    "map",
    "selected",
    "view",
)
"""Every word that the address of any page may hold."""


def from_words(
    words: Mapping[str, str], atlas: Atlas, page: str = "atlas"
) -> tuple[Picture, list[str]]:
    """The picture that an address of a page means, and what in it was nonsense and dropped, in
    words.

    Never raises: an address comes from outside.
    """
    dropped: list[str] = []
    words = _bounded(words, dropped)
    filters = _filters(words, atlas.lookups, dropped)
    display: dict[str, Any] = {}
    if "theme" in words:
        display["theme"] = _one(
            "theme", words["theme"], tuple(THEME_NAMES), dropped, default="supply"
        )
    elif any(word in WORDS for word in words):
        display |= {"theme": "sites", "layers": BEFORE_THEMES}
    if "stage_shown" in words:
        display["stage"] = _one(
            "stage_shown", words["stage_shown"], tuple(STAGES), dropped, default="refinery"
        )
    if "layers" in words:
        display["layers"] = _known("layers", words["layers"], set(LAYERS), dropped)
    if "shade" in words:
        display["shading"] = _one(
            "shade", words["shade"], tuple(SHADING_NAMES), dropped, default=None
        )
    if "map" in words:
        display["basemap"] = _one("map", words["map"], BASEMAPS, dropped, default=OFFLINE)
    own = {}
    for word, read in OF_PAGES.get(page, {}).items():
        if word in words:
            try:
                own[word] = read(words[word], atlas)
            except ValueError as fault:
                dropped.append(f"{word} “{_short(str(fault))}” is not known")
    for word in words:
        if (
            word not in WORDS
            and word not in OF_PAGES.get(page, {})
            and word not in (CHART, KNOWN_ON)
            and not word.startswith("embed")
        ):
            dropped.append(f"“{_short(word)}” is not a setting of this map")
    return (
        Picture(
            filters=replace(Filters.default(), **filters),
            display=Display(**display),
            selected=_selected(words.get("selected", ""), atlas, dropped),
            view=_view(words.get("view", ""), dropped),
            own=own,
            chart=_chart(words.get(CHART, ""), dropped),
            known_on=known_on(words, dropped),
        ),
        dropped,
    )


def _filters(words: Mapping[str, str], lookups: Lookups, dropped: list[str]) -> dict[str, Any]:
    """The fields of `Filters` that the words name."""
    filters: dict[str, Any] = {}
    for spec in FILTERS:
        text = words.get(spec.word)
        if text is None and spec.former_word:
            text = words.get(spec.former_word)
        if text is None:
            continue
        if spec.single:
            value = _one(spec.word, text, spec.allowed(lookups), dropped, default=None)
            filters[spec.name] = None if value is None else spec.value(value)
        else:
            filters[spec.name] = _known(spec.word, text, set(spec.allowed(lookups)), dropped)
    if "as_of" in words:
        filters["as_of"] = _day("as_of", words["as_of"], dropped)
    return {name: value for name, value in filters.items() if value is not None}


def _bounded(words: Mapping[str, str], dropped: list[str]) -> dict[str, str]:
    """The words without those that are longer than any that the app writes: reading them would
    hold up everyone.
    """
    kept = {
        word: text for word, text in list(words.items())[:MOST_WORDS] if len(text) <= LONGEST_WORD
    }
    long = [word for word, text in words.items() if len(text) > LONGEST_WORD]
    dropped.extend(
        f"“{_short(word)}” is longer than {LONGEST_WORD:,} characters" for word in long[:5]
    )
    return kept


def _short(text: str) -> str:
    return text if len(text) <= 40 else text[:39] + "…"


def _known(word: str, text: str, allowed: set[str], dropped: list[str]) -> tuple[str, ...]:
    parts = [part for part in text.split(";") if part and part != NONE]
    unknown = [part for part in parts if part not in allowed]
    dropped.extend(
        f"{word} “{_short(part)}” is not known{_nearest(part, allowed)}" for part in unknown[:5]
    )
    return tuple(dict.fromkeys(part for part in parts if part in allowed))


def _nearest(text: str, allowed: set[str]) -> str:
    near = process.extractOne(text, sorted(allowed), processor=fold, score_cutoff=NEAREST_SCORE)
    return f"; the nearest is {near[0]}" if near else ""


def _one(
    word: str, text: str, allowed: Iterable[str], dropped: list[str], *, default: str | None
) -> str | None:
    if text in allowed:
        return text
    unit = " km" if word == "near" else ""
    dropped.append(f"{word} “{_short(text)}” is not known; it can be {', '.join(allowed)}{unit}")
    return default


def known_on(words: Mapping[str, str], dropped: list[str]) -> date | None:
    """The day whose data an address asks for; it says from which Atlas the rest is read."""
    return _day(KNOWN_ON, words[KNOWN_ON], dropped) if KNOWN_ON in words else None


def _day(word: str, text: str, dropped: list[str]) -> date | None:
    try:
        day = date.fromisoformat(text)
    except ValueError:
        dropped.append(f"{word} “{_short(text)}” is not a date such as 2026-06-30")
        return None
    if not EARLIEST <= day <= LATEST:
        dropped.append(f"{word} must lie between {in_words(EARLIEST)} and {in_words(LATEST)}")
        return None
    return day


def _selected(text: str, atlas: Atlas, dropped: list[str]) -> tuple[str, str] | None:
    if not text:
        return None
    table, _, key = text.partition(":")
    if is_feature(atlas, table, key):
        return table, key
    dropped.append(f"selected “{_short(text)}” is not known")
    return None


def _chart(text: str, dropped: list[str]) -> str:
    """Whether the page has a chart of that name is for the page to say."""
    if text and not CHART_NAME.fullmatch(text):
        dropped.append(f"chart “{_short(text)}” is not known")
        return ""
    return text


def _view(text: str, dropped: list[str]) -> tuple[float, float, float] | None:
    if not text:
        return None
    try:
        latitude, longitude, zoom = (float(part) for part in text.split(","))
    except ValueError:
        dropped.append(f"view “{_short(text)}” is not latitude,longitude,zoom")
        return None
    if not (-90 <= latitude <= 90 and -720 <= longitude <= 720 and 0 <= zoom <= 19):
        dropped.append(f"view “{_short(text)}” lies outside the map")
        return None
    return latitude, longitude, zoom

"""The state that a user has set: filters, display, selection and view, as widgets hold them."""

from __future__ import annotations

from dataclasses import fields, replace
from datetime import date
from typing import Any

import streamlit as st

from crmmap.address.display import HOME, LAYERS, Display
from crmmap.address.words import Picture
from crmmap.atlas.filter_specs import FILTERS
from crmmap.atlas.filters import Filters
from crmmap.draw.atlas_map import View
from crmmap.ui import choices, places_filter, slots

_FILTER = "filter_"
COUNT = " · "
"""Between an option and its count in a label."""
BOXES = {
    spec.name: spec.options for spec in FILTERS if spec.ticked and isinstance(spec.options, tuple)
}
"""Filters with few options: a box to tick for each."""
PLACES = ("regions", "countries")
"""Filters that one control sets, see `crmmap.ui.places_filter`."""
ZOOM_STEP = 0.25


def key_of(name: str, option: str | None = None) -> str:
    """Session key of the widget of a filter, or of the box of one of its options."""
    return _FILTER + name if option is None else f"{_FILTER}{name}_{option}"


def filters() -> Filters:
    """What the bar is set to."""
    values: dict[str, Any] = {}
    for field in fields(Filters):
        if field.name in PLACES:
            continue
        if field.name in BOXES:
            ticked = [
                option
                for option in BOXES[field.name]
                if st.session_state[key_of(field.name, option)]
            ]
            values[field.name] = tuple(ticked)
        else:
            value = st.session_state[key_of(field.name)]
            if value is None:  # a click on a label that was out of date
                value = getattr(Filters.default(), field.name)
            values[field.name] = (
                tuple(_options(field.name, value)) if isinstance(value, list) else value
            )
    places = _options(places_filter.NAME, st.session_state[key_of(places_filter.NAME)])
    return Filters(**values, **places_filter.taken_apart(places))


def _options(name: str, chosen: list[str]) -> list[str]:
    """Options of a list widget.

    Its labels carry counts. Who clicks while the counts change sends a label that is out of date,
    and Streamlit hands that label over instead of the option.
    """
    known = st.session_state.get(slots.LABEL_VALUES, {}).get(name, {})
    return [known.get(value.rpartition(COUNT)[0], value) for value in chosen]


def relabel(name: str, labels: dict[str, str]) -> None:
    """Before a list widget is drawn: say what its labels, without counts, stand for, and bring
    its value up to date.
    """
    st.session_state.setdefault(slots.LABEL_VALUES, {})[name] = {
        label.rpartition(COUNT)[0]: value for value, label in labels.items()
    }
    drawn = st.session_state.setdefault(slots.LABELS_DRAWN, {})
    if drawn.get(name) != labels:
        drawn[name] = labels
        st.session_state[key_of(name)] = _options(name, st.session_state[key_of(name)])


def set_filters(wanted: Filters) -> None:
    """Bring the bar's widgets to ``wanted``; only before they are drawn, so from callbacks."""
    for field in fields(Filters):
        value: Any = getattr(wanted, field.name)
        if field.name in PLACES:
            continue
        if field.name in BOXES:
            for option in BOXES[field.name]:
                st.session_state[key_of(field.name, option)] = option in value
        else:
            st.session_state[key_of(field.name)] = (
                list(value) if isinstance(value, tuple) else value
            )
    st.session_state[key_of(places_filter.NAME)] = places_filter.put_together(
        wanted.regions, wanted.countries
    )


def reset(name: str | None = None) -> None:
    """Reset one filter, or all."""
    plain = Filters.default()
    if name is None:
        set_filters(plain)
        return
    names = PLACES if name == places_filter.NAME else (name,)
    set_filters(filters().but(**{one: getattr(plain, one) for one in names}))


def display() -> Display:
    """What of the map is switched on."""
    on = tuple(name for name in LAYERS if st.session_state[slots.layer(name)])
    return Display(
        theme=st.session_state[slots.THEME],
        stage=st.session_state[slots.STAGE_SHOWN],
        layers=on,
        shading=st.session_state[slots.SHADING],
        basemap=st.session_state[slots.BASEMAP],
    )


def show_rows(theme: str, table: str) -> None:
    """Turn the map to a theme and open a table below it; from callbacks."""
    st.session_state[slots.THEME] = theme
    st.session_state[slots.OPEN_TABLE] = table


def set_display(wanted: Display) -> None:
    """Bring the switches of the map to ``wanted``; before they are drawn."""
    for name in LAYERS:
        st.session_state[slots.layer(name)] = name in wanted.layers
    st.session_state[slots.THEME], st.session_state[slots.STAGE_SHOWN] = wanted.theme, wanted.stage
    st.session_state[slots.SHADING] = wanted.shading
    st.session_state[slots.BASEMAP] = wanted.basemap


def selected() -> tuple[str, str] | None:
    """Table and key of the selected feature."""
    return st.session_state.get(slots.SELECTED)


def select(
    feature: tuple[str, str] | None, place: tuple[float, float, float] | None = None
) -> None:
    """Select a feature, and move the map there if ``place`` is given."""
    st.session_state[slots.SELECTED] = feature
    if place is not None:
        move(*place)


def move(latitude: float, longitude: float, zoom: float) -> None:
    """Move the map; without a call it stays where the user has put it."""
    st.session_state[slots.VIEW] = (latitude, longitude, zoom)
    st.session_state[slots.VIEW_TOKEN] = st.session_state.get(slots.VIEW_TOKEN, 0) + 1
    st.session_state[slots.ORDERED_VIEW] = (latitude, longitude, zoom)


def ordered_view() -> View:
    """The last place the map was told to go to."""
    latitude, longitude, zoom = st.session_state[slots.ORDERED_VIEW]
    home = st.session_state[slots.ORDERED_VIEW] == HOME
    return View(latitude, longitude, zoom, str(st.session_state[slots.VIEW_TOKEN]), home=home)


def seen(latitude: float, longitude: float, zoom: float) -> None:
    """Where the map says it is; within a pixel of where it was told to go it has not been moved.

    The zoom at which the one world fits its frame is between two steps, see ``controls.js``.
    """
    ordered = st.session_state[slots.ORDERED_VIEW]
    pixel = 1.5 * 360 / (256 * 2**zoom)
    still = (
        abs(latitude - ordered[0]) < pixel
        and abs(longitude - ordered[1]) < pixel
        and zoom == ordered[2]
    )
    if zoom % ZOOM_STEP:
        st.session_state[slots.VIEW] = HOME
    else:
        st.session_state[slots.VIEW] = (
            ordered if still else (round(latitude, 3), round(longitude, 3), zoom)
        )


def view() -> tuple[float, float, float]:
    """Latitude, longitude and zoom that the user sees."""
    return st.session_state[slots.VIEW]


def picture() -> Picture:
    """All that makes the picture."""
    view = st.session_state[slots.VIEW]
    own = choices.own(st.session_state[slots.PAGE_SEEN])
    chart = st.session_state.get(slots.CHART, "")
    return Picture(
        filters(),
        display(),
        selected(),
        None if view == HOME else view,
        own,
        chart,
        st.session_state.get(slots.KNOWN_ON),
    )


def begin() -> None:
    """Give a session its picture if it has none yet: a page may be run without the app around
    it.
    """
    if slots.ORDERED_VIEW not in st.session_state:
        plain = Picture()
        st.session_state.setdefault(slots.PAGE_SEEN, "")
        set_filters(plain.filters)
        set_display(plain.display)
        move(*HOME)


def page() -> str:
    """The page that is shown."""
    return st.session_state[slots.PAGE_SEEN]


def with_date(day: date) -> None:
    """Go to a day, all else kept."""
    set_filters(replace(filters(), as_of=day))

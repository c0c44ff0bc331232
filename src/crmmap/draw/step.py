"""A step of a story as a picture: its chart, or its map."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

import pandas as pd

from crmmap.address.display import HOME
from crmmap.address.page_options import OWN
from crmmap.address.words import Picture, from_words
from crmmap.atlas.atlas import Atlas
from crmmap.atlas.filters import Filters
from crmmap.draw.atlas_map import MapFiles
from crmmap.draw.canvas import View
from crmmap.draw.charts.catalogue import EXHIBITS
from crmmap.draw.charts.exhibit import Exhibit
from crmmap.draw.charts.setting import Setting
from crmmap.draw.legend import key_entries, shading_entries
from crmmap.draw.sheet import sheet
from crmmap.draw.themes import Composition
from crmmap.measures.shading import SHADINGS
from crmmap.scenarios import Outcome, Scenario, compare_outcomes, run
from crmmap.scenarios import library as scenarios
from crmmap.scenarios.base_year import LATEST_FIGURES, at_year
from crmmap.scenarios.lead_figures import Figure, lead_figures
from crmmap.scenarios.settings import read_settings, unpack
from crmmap.stories import Step, UnusableStory


@dataclass(frozen=True)
class State:
    """What a step shows: the picture of the app, and the Atlas under its scenario if it has one."""

    picture: Picture
    outcome: tuple[Outcome, tuple[Scenario, ...]] | None


def state_of(step: Step, whole: Atlas) -> State:
    """The state of a step.

    Raises
    ------
    UnusableScenario
        If its scenario can't be applied.
    """
    picture, _ = from_words(step.words, whole, step.page)
    return State(picture, outcome_of(picture, whole))


def outcome_of(picture: Picture, whole: Atlas) -> tuple[Outcome, tuple[Scenario, ...]] | None:
    """What the scenarios of a picture come to, with them; None if it has none.

    Raises
    ------
    UnusableScenario
        If one can't be applied.
    """
    names = [
        name for word in ("scenario", "and") for name in picture.own.get(word, ()) if name != "none"
    ]
    if not names:
        return None
    texts = picture.own.get("set", ())
    library = dict(scenarios(whole.folder))
    for word in picture.own.get("own", ()):
        library[OWN] = unpack(word).model_copy(update={"id": OWN})
    chosen = [
        (library[name], read_settings(library[name], texts)) for name in names if name in library
    ]
    base = at_year(whole, picture.own.get("base", (LATEST_FIGURES,))[0])
    if not chosen:
        return None
    return run(base, chosen, library), tuple(one for one, _ in chosen)


def exhibit_of(step: Step, state: State, whole: Atlas, theme_name: str) -> Exhibit | None:
    """The chart or the table of a step; None if it shows something else.

    Raises
    ------
    UnusableStory
        If there is no such chart, or if the step lacks what it needs.
    """
    if not step.exhibit:
        return None
    if step.exhibit not in EXHIBITS:
        raise UnusableStory([f"{step.title}: there is no chart {step.exhibit!r}"])
    picture = state.picture
    outcome = state.outcome
    scenario = None if outcome is None else lambda _: comparison(outcome, picture.filters)
    setting = Setting(whole, picture.filters, theme_name, picture.own, scenario)
    try:
        return EXHIBITS[step.exhibit](setting)
    except ValueError as fault:
        raise UnusableStory([f"{step.title}: {fault}"]) from None


def figures_of(state: State, whole: Atlas) -> tuple[Figure, ...]:
    """The figures that lead the scenario of a step: of its first mineral, and for the bloc that is
    chosen or that it is about.

    Raises
    ------
    UnusableStory
        If its scenario is not known.
    """
    if state.outcome is None:
        raise UnusableStory(["the scenario whose figures are to be shown is not known"])
    outcome, chosen = state.outcome
    focus = [one.focus for one in chosen]
    minerals = (*state.picture.filters.minerals, *(m for one in focus for m in one.minerals))
    known = set(whole.blocs["bloc_id"])  # a scenario may found others
    named = (*state.picture.filters.blocs, *(bloc for one in focus for bloc in one.blocs), "EU")
    bloc = next(one for one in named if one in known)
    return lead_figures(outcome, mineral=minerals[0], stage=focus[0].stage, bloc=bloc)


def comparison(
    outcome: tuple[Outcome, tuple[Scenario, ...]], filters: Filters
) -> tuple[Outcome, pd.DataFrame]:
    """A scenario's outcome, and its indicators before and after: of the filters, else of what the
    scenarios are about.
    """
    after, chosen = outcome
    focus = [one.focus for one in chosen]
    minerals = filters.minerals or tuple(dict.fromkeys(m for part in focus for m in part.minerals))
    blocs = filters.blocs or tuple(dict.fromkeys(b for part in focus for b in part.blocs))
    return after, compare_outcomes(after, minerals=minerals, blocs=blocs, as_of=filters.as_of)


def scenario_of(picture: Picture) -> Callable[[Atlas], tuple[Outcome, pd.DataFrame]] | None:
    """Sets the scenario of a picture, if it has one, against an Atlas: as a `Setting` takes it."""
    if "scenario" not in picture.own:
        return None

    def compared(atlas: Atlas) -> tuple[Outcome, pd.DataFrame]:
        outcome = outcome_of(picture, atlas)
        assert outcome is not None
        return comparison(outcome, picture.filters)

    return compared


def composition_of(
    picture: Picture, files: MapFiles, theme_name: str, *, base_url: str = ""
) -> Composition:
    """What the map of a picture shows; without an address its columns are those that this
    process keeps.
    """
    whole, shade = files.atlas, picture.display.shading
    return Composition(
        files,
        whole.filter(picture.filters),
        picture.filters,
        picture.display,
        base_url=base_url,
        theme_name=theme_name,
        selected=picture.selected,
        shading=SHADINGS[shade](whole, picture.filters)
        if shade and picture.display.theme == "sites"
        else None,
    )


def map_of(
    picture: Picture,
    files: MapFiles,
    theme_name: str,
    *,
    width: int,
    height: int,
    title: str = "",
    sources: str,
) -> str:
    """The map of a picture as a sheet; ValueError if it is too small for one."""
    shown = composition_of(picture, files, theme_name)
    legend = key_entries(shown)
    legend += shading_entries(theme_name, shown.shading) if shown.shading else []
    return sheet(
        shown.layers(),
        view_of(picture),
        title=title,
        legend=legend,
        sources=sources,
        theme_name=theme_name,
        width=width,
        height=height,
    )


def view_of(picture: Picture) -> View:
    """Where a picture looks; without a view the one world as it fits its frame."""
    latitude, longitude, zoom = picture.view or HOME
    return View(latitude, longitude, zoom, "file", home=picture.view is None)

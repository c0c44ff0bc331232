"""A story: steps to tell on a projector, each a state of the app with a few words."""

from __future__ import annotations

from typing import Annotated

from pydantic import Field

from crmmap.toml_models import SLUG, Strict

MOST_POINTS, MOST_STEPS = 3, 60
LONGEST_TITLE, LONGEST_POINT = 120, 220  # characters
Point = Annotated[str, Field(min_length=1, max_length=LONGEST_POINT)]


class Step(Strict):
    """One step.

    Attributes
    ----------
    points
        Three at most, a short sentence each.
    notes
        For the speaker alone.
    page
        Of the app, where the step can be explored.
    words
        The page's address as its words: filters, date, view, selection, scenario; see
        `crmmap.address.words`.
    chart
        An exhibit of `crmmap.draw.charts.catalogue` in place of the map.
    sources
        What the step rests on, beside the map's own sources.
    """

    title: str = Field(min_length=1, max_length=LONGEST_TITLE)
    points: tuple[Point, ...] = Field(default=(), max_length=MOST_POINTS)
    notes: str = ""
    page: str = "atlas"
    words: dict[str, str] = Field(default={})
    chart: str = ""
    sources: tuple[str, ...] = ()


class Story(Strict):
    """Steps in order; ``minutes`` is what telling them takes."""

    id: str = Field(pattern=SLUG)
    title: str = Field(min_length=1)
    summary: str = Field(min_length=1)
    minutes: int = Field(gt=0, le=240)
    steps: tuple[Step, ...] = Field(min_length=1, max_length=MOST_STEPS)

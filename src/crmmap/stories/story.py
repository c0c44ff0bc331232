"""A story: steps to tell on a projector, each a state of the app with a few words."""

from __future__ import annotations

import re
from typing import Annotated, Self

from pydantic import Field, field_validator, model_validator

from crmmap.toml_models import SLUG, Strict

MOST_POINTS, MOST_STEPS = 3, 60
LONGEST_TITLE, LONGEST_POINT, LONGEST_QUOTE, LONGEST_SECTION = 120, 220, 600, 60  # characters
COMPARED = "places/actors"
"""The exhibit whose rows a comparison sets side by side."""
LONGEST_IMAGE = 3_000_000
"""Characters of a picture of one's own; it is made smaller before it is kept."""
IMAGE = re.compile(
    r"data:image/(?:png|jpeg|webp);base64,"
    r"(?:[A-Za-z0-9+/]{4})+(?:[A-Za-z0-9+/]{2}==|[A-Za-z0-9+/]{3}=)?"
)
Point = Annotated[str, Field(min_length=1, max_length=LONGEST_POINT)]


class Quote(Strict):
    """What somebody has said, and where it can be read."""

    text: str = Field(min_length=1, max_length=LONGEST_QUOTE)
    source: str = Field(min_length=1)


class Step(Strict):
    """One step. It shows the map, or else one of `KINDS`.

    Attributes
    ----------
    section
        The part of the story that the step opens; "" for none.
    points
        Three at most, a short sentence each.
    reveal
        Whether the points come one by one.
    notes
        For the speaker alone.
    page
        Of the app, where the step can be explored.
    words
        The page's address as its words: filters, date, view, selection, scenario; see
        `crmmap.address.words`.
    chart
        An exhibit of `crmmap.draw.charts.catalogue`.
    table
        An exhibit whose first eight rows are shown, with their ``columns``.
    figures
        The three figures that lead the step's scenario.
    comparison
        Whether the step's ``actors`` stand side by side with what each has in its ``place``.
    image
        A picture of one's own, as a ``data:`` address.
    checks
        Expressions of `crmmap.stories.checks` that hold as long as the data bear what the step
        says.
    sources
        What the step rests on, beside the picture's own sources.
    """

    title: str = Field(min_length=1, max_length=LONGEST_TITLE)
    section: str = Field(default="", max_length=LONGEST_SECTION)
    points: tuple[Point, ...] = Field(default=(), max_length=MOST_POINTS)
    reveal: bool = False
    notes: str = ""
    page: str = "atlas"
    words: dict[str, str] = Field(default={})
    chart: str = ""
    table: str = ""
    columns: tuple[str, ...] = ()
    figures: bool = False
    comparison: bool = False
    quote: Quote | None = None
    image: str = Field(default="", max_length=LONGEST_IMAGE)
    checks: tuple[str, ...] = ()
    sources: tuple[str, ...] = ()

    @field_validator("image")
    @classmethod
    def _is_a_picture(cls, image: str) -> str:
        if image and not IMAGE.fullmatch(image):
            raise ValueError(
                "this must be a picture as a data: address with base64, of PNG, JPEG or WebP"
            )
        return image

    @model_validator(mode="after")
    def _one_picture(self) -> Self:
        kinds = [kind for kind in KINDS if getattr(self, kind)]
        if len(kinds) > 1:
            raise ValueError(f"a step shows one thing, so give only one of {', '.join(kinds)}")
        if self.columns and not self.table:
            raise ValueError("columns belong to a table, so name the exhibit in table")
        if self.figures and "scenario" not in self.words:
            raise ValueError("figures are of a scenario, so name it in words.scenario")
        if self.comparison and self.page != "places":
            raise ValueError('a comparison is of actors in a place, so give page = "places"')
        return self

    @property
    def kind(self) -> str:
        """What it shows: ``map``, or one of `KINDS`."""
        return next((kind for kind in KINDS if getattr(self, kind)), "map")

    @property
    def exhibit(self) -> str:
        """The exhibit that it shows as a chart, a table or a comparison; "" for none."""
        return self.chart or self.table or (COMPARED if self.comparison else "")


KINDS = ("chart", "table", "comparison", "figures", "quote", "image")
"""What a step can show in place of the map."""


class Story(Strict):
    """Steps in order; ``minutes`` is what telling them takes."""

    id: str = Field(pattern=SLUG)
    title: str = Field(min_length=1)
    summary: str = Field(min_length=1)
    minutes: int = Field(gt=0, le=240)
    steps: tuple[Step, ...] = Field(min_length=1, max_length=MOST_STEPS)

    def section(self, place: int) -> str:
        """The part in which a step stands, counted from 0; "" before the first part."""
        opened = [step.section for step in self.steps[: place + 1] if step.section]
        return opened[-1] if opened else ""

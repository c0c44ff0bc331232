"""A story as files: PowerPoint, a handout, the speaker's notes, one HTML file."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass

from crmmap.exchange.stories.papers import as_html, as_notes, as_pdf
from crmmap.exchange.stories.pictures import Slide, slides
from crmmap.exchange.stories.powerpoint import UnusableTemplate, as_pptx
from crmmap.stories import Story

__all__ = [
    "KINDS",
    "Kind",
    "Slide",
    "UnusableTemplate",
    "as_html",
    "as_notes",
    "as_pdf",
    "as_pptx",
    "slides",
]


@dataclass(frozen=True)
class Kind:
    """A way to take a story away."""

    label: str
    write: Callable[[Story, Sequence[Slide]], bytes]
    mime: str


KINDS = {
    "pptx": Kind(
        "PowerPoint",
        as_pptx,
        "application/vnd.openxmlformats-officedocument.presentationml.presentation",
    ),
    "pdf": Kind("PDF handout", as_pdf, "application/pdf"),
    "notes.pdf": Kind("PDF with the speaker's notes", as_notes, "application/pdf"),
    "html": Kind("HTML file", as_html, "text/html"),
}
"""By the suffix of their files."""

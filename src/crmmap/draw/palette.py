"""Colours and signs: safe for colour-blind eyes, in both themes, and told apart by shape in
grey.
"""

from __future__ import annotations

from dataclasses import dataclass

KIND_SIGNS = {
    "mine": ("circle", "#7A5230", "#C79A6B"),
    "deposit": ("circle", "#7A5230", "#C79A6B"),
    "smelter": ("triangle", "#D55E00", "#F0822D"),
    "refinery": ("square", "#0072B2", "#3FA2DE"),
    "processing_plant": ("diamond", "#E69F00", "#F0B429"),
    "recycling_plant": ("cross", "#009E73", "#2BC79A"),
}
"""Shape, colour on light ground, colour on dark ground. Okabe and Ito's palette for the hubs."""


MODE_COLOURS = {
    "cooperative": ("#0072B2", "#4FB0EA"),
    "competitive": ("#B87F00", "#F0B429"),
    "binding": ("#7B3294", "#C58AE0"),
    "coercive": ("#C0392B", "#FF7A6B"),
}

DASHES: dict[str, list[float]] = {
    "binding": [],
    "mixed": [12, 3, 3, 3],
    "non-binding": [7, 4],
    "not live": [1.5, 4],
}

ZONE_GROUPS = {
    "land": ("#2E7D32", "#66BB6A"),
    "water": ("#00797F", "#4DD0D8"),
    "polar": ("#5C6B9C", "#9FAEE0"),
}
GROUP_OF_CATEGORY = {
    "deep-sea": "water",
    "coral reef": "water",
    "salt-flat wetland": "water",
    "Ramsar wetland": "water",
    "lake or wetland (physical)": "water",
    "Arctic": "polar",
    "Antarctic": "polar",
}
"""All other categories are land."""

OVERVIEW = {
    "agreements": ("#3B4D8F", "#B5C1F5"),
    "standards": ("#00797F", "#4DD0D8"),
    "nature": ("#2E7D32", "#66BB6A"),
    "sites": ("#6B675F", "#A7ADB3"),
}
"""Circles and lines of the map's themes; supply has the colour of its stage, see `KIND_SIGNS`."""
TRADE = ("#9A3B6E", "#E59ABF")
"""Lines and circles of imports."""
MEMBER, ADHERENT = ("#CBD5F0", "#34416E"), ("#C6E4E2", "#1D4B4E")
"""Ground of the countries that a chosen bloc or standard makes stand out."""

SHADES = {
    "light": ("#E3E6F3", "#BFC7E3", "#929FCE", "#616EAD", "#3B4D8F"),
    "dark": ("#2A3152", "#3B4880", "#5062A9", "#7F90D6", "#B5C1F5"),
}
"""One sequential scale of five classes; dark ground turns it round so that more stays the more
visible."""


@dataclass(frozen=True)
class Theme:
    """Ground colours of a map."""

    name: str
    land: str
    border: str
    label: str
    ink: str
    hairline: str
    hatch: str
    accent: str

    @property
    def side(self) -> int:
        """Which of a pair of colours: 0 on light ground, 1 on dark."""
        return int(self.name == "dark")


LIGHT = Theme("light", "#ECEAE4", "#C9C5BC", "#6B675F", "#23262B", "#FFFFFF", "#CFCBC2", "#D6006C")
DARK = Theme("dark", "#2B2F33", "#43484D", "#A7ADB3", "#E6E8EB", "#16191C", "#454B51", "#FF5CA8")
THEMES = {"light": LIGHT, "dark": DARK}

LINES = (
    ("#3B4D8F", "#9DB2F5"),
    ("#B0542C", "#F0A078"),
    ("#00797F", "#4DD0D8"),
    ("#7A5230", "#C79A6B"),
)
"""Of lines whose names stand at their ends; they mean nothing else."""
STRONG_INK = {"light": "#FFFFFF", "dark": "#16191C"}
"""Of words on the strongest shades."""

GROUNDS = {"light": "#FFFFFF", "dark": "#16191C"}
"""Of pages and sheets."""
SEAS = {"light": "#F8FAFB", "dark": "#16191C"}


def contrast(one: str, other: str) -> float:
    """Between two colours as ``#RRGGBB``, from 1 to 21, as the Web Content Accessibility Guidelines
    define it.

    Examples
    --------
    >>> contrast("#FFFFFF", "#000000")
    21.0
    """
    bright, dim = sorted(map(_luminance, (one, other)), reverse=True)
    return (bright + 0.05) / (dim + 0.05)


def over(colour: str, ground: str) -> str:
    """A colour that lets a part of its ground through, as the opaque one that is seen.

    Examples
    --------
    >>> over("#00000080", "#ffffff"), over("#123456", "#ffffff")
    ('#7f7f7f', '#123456')
    """
    inks = bytes.fromhex(colour.lstrip("#"))
    alpha = inks[3] / 255 if len(inks) == 4 else 1.0
    mixed = (
        round(alpha * ink + (1 - alpha) * below)
        for ink, below in zip(inks[:3], bytes.fromhex(ground.lstrip("#")), strict=True)
    )
    return "#" + bytes(mixed).hex()


def _luminance(colour: str) -> float:
    parts = (part / 255 for part in bytes.fromhex(colour.lstrip("#")[:6]))
    red, green, blue = (
        part / 12.92 if part <= 0.03928 else ((part + 0.055) / 1.055) ** 2.4 for part in parts
    )
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue

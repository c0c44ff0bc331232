"""What these data can't answer, and where a part of an answer stands."""

from __future__ import annotations

WORDS = frozenset(
    [
        "deliveries",
        "delivered",
        "delivery",
        "stock",
        "stockpile",
        "stockpiles",
        "stocks",
    ]
)
"""Words of a question about such things."""

TITLE = "What these data can't answer"
UNANSWERED = (
    "**How much of its use a country gets from its partners.** The pages Minerals and Places show "
    "from whom a country buys. Which part of its use that is, is published for the United States "
    "alone; for the EU there are the study's averages of 2016 to 2020. What is inside the goods "
    "that a country imports is not known. A share “under agreement” is a share of what the world "
    "mines or refines, not of what anybody buys.",
    "**Stocks and long contracts.** There are no figures on them. The page Minerals has yearly "
    "prices of most minerals; no scenario uses them.",
    "**What was delivered.** An agreement says what was promised. Whether ore or money followed "
    "is on record for very few of them.",
    "**What will happen.** The page Minerals shows the IEA's outlook of six minerals; it is no "
    "forecast, even where a scenario starts from one of its years.",
    "**Harm to nature or people.** A short distance to a protected area is no harm, and a standard "
    "on record is no proof of good practice.",
    "**Who owns how much of a mine.** Owners stand as their source names them. Shares are known "
    "for some sites only, and what a company owns through others is not worked out.",
)
"""Each as Markdown."""

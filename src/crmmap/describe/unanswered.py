"""What these data can't answer, and where a part of an answer stands."""

from __future__ import annotations

WORDS = frozenset(
    [
        "cost",
        "costs",
        "deliveries",
        "delivered",
        "delivery",
        "price",
        "prices",
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
    "from whom a country buys. What it makes at home is known for the United States and the EU "
    "alone, in the table on import reliance, and what is inside the goods that it imports is not "
    "known. A share “under agreement” is a share of what the world mines or refines, not of what "
    "anybody buys.",
    "**Prices, stocks and long contracts.** One table has yearly prices of some minerals, but no "
    "page and no scenario uses them yet. There are no figures on stocks or contracts.",
    "**What was delivered.** An agreement says what was promised. Whether ore or money followed "
    "is on record for very few of them.",
    "**What will happen.** The page Minerals shows the IEA's outlook of six minerals; it is no "
    "forecast, and the scenarios here start from today's supply.",
    "**Harm to nature or people.** A short distance to a protected area is no harm, and a standard "
    "on record is no proof of good practice.",
    "**Who owns how much of a mine.** Owners stand as their source names them. Shares are known "
    "for some sites only, and what a company owns through others is not worked out.",
)
"""Each as Markdown."""

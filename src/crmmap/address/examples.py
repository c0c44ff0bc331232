"""Questions to start from."""

from __future__ import annotations

EXAMPLES: dict[str, dict[str, str]] = {
    "Who mines lithium, who refines it?": {"mineral": "Lithium", "theme": "supply"},
    "With whom has the EU agreed on nickel?": {
        "mineral": "Nickel",
        "bloc": "EU",
        "theme": "agreements",
    },
    "Who has agreed with DR Congo on cobalt?": {
        "mineral": "Cobalt",
        "country": "COD",
        "theme": "agreements",
    },
    "Which mines are close to protected areas?": {"near": "5", "kind": "mine", "theme": "nature"},
    "Which sites does the EITI Standard cover?": {"standard": "EITI", "theme": "standards"},
    "Which agreements were in force before June 2022?": {
        "as_of": "2022-05-31",
        "theme": "agreements",
    },
}
"""A question, and the words of the address that answer it."""

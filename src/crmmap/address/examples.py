"""Pictures worth starting from: an adviser has two minutes."""

from __future__ import annotations

EXAMPLES: dict[str, dict[str, str]] = {
    "Who mines lithium, who refines it?": {"mineral": "Lithium", "shade": "refining"},
    "Where does the EU find nickel, at home and by agreement?": {"mineral": "Nickel", "bloc": "EU"},
    "Who courts the Congo for cobalt?": {"mineral": "Cobalt", "country": "COD", "view": "-4,22,4"},
    "Which mines are close to protected areas?": {"near": "5", "kind": "mine"},
    "Which sites does the EITI reach?": {"standard": "EITI", "shade": "adherence"},
    "How did it look before the partnership of 2022?": {"as_of": "2022-05-31", "shade": "agreements"},
}
"""A question, and the words of the address that answer it."""

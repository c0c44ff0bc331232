"""How to cite a selection: the map, and every source of its rows."""

from __future__ import annotations

import re
from importlib.metadata import version
from typing import Any

import yaml
from pybtex.database import BibliographyData, Entry

from crmmap.dates import POLICY_READ_TO
from crmmap.exchange.writers.selection import Selection
from crmmap.names import fold

TITLE = "crmmap: an interactive map of critical raw materials and minerals diplomacy"
_YEAR = re.compile(r"\b(19|20)\d\d\b")
_DOI = re.compile(r"10\.\d{4,9}/[^\s,;]+")


def _fields(row: dict[Any, str]) -> dict[str, str]:
    braced = "{" + row["publisher"] + "}" if row["publisher"] else ""
    fields = {
        "title": "{" + (row["title"] or row["source_id"]) + "}",
        "author": braced,
        "publisher": row["publisher"],
        "version": row["version"],
        "year": next(
            (
                found.group(0)
                for cell in (row["version"], row["title"], row["attribution"])
                if (found := _YEAR.search(cell))
            ),
            "",
        ),
        "url": row["address"],
        "doi": next(
            (
                found.group(0)
                for cell in (row["address"], row["attribution"])
                if (found := _DOI.search(cell))
            ),
            "",
        ),
        "note": "; ".join(filter(None, [f"Licence: {row['licence']}", row["attribution"]])),
    }
    return {name: text for name, text in fields.items() if text}


def bibtex(selection: Selection) -> bytes:
    """The map and each source of the rows as BibTeX."""
    entries = {
        "crmmap": Entry(
            "software",
            {
                "title": "{" + TITLE + "}",
                "author": "{crmmap contributors}",
                "version": version("crmmap"),
                "year": str(POLICY_READ_TO.year),
                "note": selection.title,
            },
        )
    }
    for row in selection.sources.to_dict("records"):
        entries[fold(str(row["source_id"])).replace(" ", "_")] = Entry("misc", _fields(row))
    return BibliographyData(entries).to_string("bibtex").encode()


def citation_file(selection: Selection) -> bytes:
    """CITATION.cff 1.2.0 with each source among its references."""
    references = []
    for row in selection.sources.to_dict("records"):
        fields = _fields(row)
        reference = {
            "type": "data",
            "title": row["title"] or row["source_id"],
            "authors": [{"name": row["publisher"] or "not known"}],
            "version": row["version"],
            "url": row["address"],
            "doi": fields.get("doi", ""),
            "notes": fields["note"],
        }
        references.append({key: value for key, value in reference.items() if value})
    tree = {
        "cff-version": "1.2.0",
        "title": TITLE,
        "message": "Cite the map like this, and the sources of the rows as the references name "
        "them.",
        "type": "dataset",
        "authors": [{"name": "crmmap contributors"}],
        "version": version("crmmap"),
        "date-released": selection.as_of.isoformat(),
        "abstract": selection.title,
        "references": references,
    }
    return yaml.safe_dump(tree, sort_keys=False, allow_unicode=True, width=110).encode()

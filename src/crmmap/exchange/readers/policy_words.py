"""The words of tables of policy: names of countries and blocs in one cell, minerals, statuses, and
what a measure does.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from crmmap.exchange.readers.commodities import Commodities
from crmmap.exchange.readers.country_names import Countries
from crmmap.exchange.readers.publisher_terms import first_that_fits
from crmmap.names import fold
from crmmap.schema.vocabulary import LEGAL_FORCES

if TYPE_CHECKING:
    from crmmap.atlas.atlas import Atlas

SEVERITIES = (
    (r"\bbans?\b|prohibit|embargo", "ban"),
    (r"quota", "quota"),
    (r"licen[cs]|\bpermits?\b|authori[sz]ation", "licence"),
    (r"subsid|grant|\bloans?\b|state aid|financ|support|research|invest in|stockpil", "none"),
    (r"\btax|tariff|\bdut(y|ies)\b|royalt|\blevy|surcharge|\bfees?\b|\bvat\b", "tax"),
)
DIRECTIONS = (
    (r"subsid|grant|\bloans?\b|state aid|financ|stockpil|research|innovation", "support"),
    (r"\bexports?\b|\bexport(ing|ed|ation)\b", "export"),
    (r"\bimports?\b|\bimport(ing|ed|ation)\b|anti-?dumping|safeguard|countervail", "import"),
    (
        r"\bfdi\b|ownership|acquisition|foreign invest|state participation|nationali[sz]",
        "ownership",
    ),
    (r"local content|local processing|\bmining\b|production|\bpermits?\b", "production"),
    (r"technolog", "technology"),
)
STATUSES = (
    (r"withdraw|abandon", "withdrawn"),
    (r"suspend", "suspended"),
    (
        r"not (yet )?in force|announc|plan|propos|draft|pending|under (review|development)",
        "announced",
    ),
    (r"\b(ends?|ended|expired?|terminated|superseded|removed|repealed)\b", "ended"),
)
AGREED = (
    (r"negotiat", "negotiating"),
    (r"suspend", "suspended"),
    (r"terminat|withdraw", "terminated"),
    (r"\b(expired?|ends?|ended)\b", "expired"),
    (r"signed|signature", "signed"),
    (r"not (yet )?in force|announc|plan|propos|pending", "announced"),
    (r"in force|in effect|active|ongoing", "in force"),
)
_HARD = re.compile(r"[;|\n]")
_HS6 = re.compile(r"(?<!\d)(\d{4})\.?(\d{2})(?!\d)")
_OPEN_END = re.compile(r"^(the )?(congo|korea)$", re.IGNORECASE)
_STYLE = re.compile(r"^(the )?(dem|rep|democratic|republic|people)", re.IGNORECASE)
_CHINAS = re.compile(r"hong kong|maca[uo]|taiwan", re.IGNORECASE)
"""Before “, China” no country of its own follows."""
MOST_PARTIES, MOST_PIECES, MOST_WORDS = 60, 4, 400
_FORCES = (
    (r"^(no|false)$|\bnon\b|non-|\bnot\b", "non-binding"),
    (r"^mixed$|part(ly|ially)", "mixed"),
    (r"^(yes|true)$|binding", "binding"),
)


class PolicyWords:
    """Reads names of countries, blocs and minerals, as tables of policy have them."""

    def __init__(self, atlas: Atlas) -> None:
        self._countries = Countries(atlas.countries)
        named = zip(atlas.blocs["bloc_id"], atlas.blocs["name"], strict=True)
        self._blocs = {fold(name): bloc for bloc, name in named}
        self._blocs |= {fold(bloc): bloc for bloc in atlas.blocs["bloc_id"]}
        symbols = dict(zip(atlas.minerals["mineral"], atlas.minerals["symbol"], strict=True))
        self._commodities = Commodities(symbols)
        words = {fold(name): mineral for mineral in symbols for name in mineral.split("/")}
        self._named = {
            re.compile(rf"\b{re.escape(word)}\b"): mineral
            for word, mineral in words.items()
            if len(word) > 2
        }
        flows = atlas.trade_flows[["hs6", "mineral"]].drop_duplicates()
        self._of_product = flows.groupby("hs6")["mineral"].agg(";".join).to_dict()

    def party(self, cell: str) -> str:
        """The code of a country or the id of a bloc; "" if it is neither."""
        said = re.sub(r"^the\s+", "", cell.strip(), flags=re.IGNORECASE)
        return self._countries.read(said)[0] or self._blocs.get(fold(said), "")

    def parties(self, cell: str) -> tuple[list[str], list[str]]:
        """Codes in their order, and what could not be read.

        A comma may part two names or stand within one: the longest piece that is a name counts.
        """
        codes: dict[str, None] = {}
        lost: list[str] = []
        for part in _HARD.split(cell)[:MOST_PARTIES]:
            self._take(part.strip(), codes, lost)
        return list(codes), lost

    def _one(self, pieces: list[str]) -> str:
        """The code of pieces with commas between them, if together they are one name."""
        if len(pieces) == 2 and fold(pieces[1]) == "china" and _CHINAS.match(pieces[0]):
            return self.party(pieces[0])
        alone = {code for one in pieces if (code := self.party(one))}
        return self.party(", ".join(pieces)) if len(alone) < 2 else ""

    def _take(self, part: str, codes: dict[str, None], lost: list[str]) -> None:
        if not part:
            return
        pieces = [one.strip() for one in part.split(",") if one.strip()][:MOST_PARTIES]
        if whole := self._one(pieces):
            codes[whole] = None
            return
        if len(pieces) == 1:
            two = re.split(r"\s+(?:and|&)\s+", part)
            if len(two) == 1:
                lost.append(part)
            for one in two if len(two) > 1 else ():
                self._take(one, codes, lost)
            return
        place = 0
        while place < len(pieces):
            for end in range(min(len(pieces), place + MOST_PIECES), place, -1):
                said = ", ".join(pieces[place:end])
                if end - place == 1 and _begins_a_name(pieces, place):
                    lost.append(", ".join(pieces[place : place + 2]))
                    place += 2
                    break
                if end - place == 1:
                    self._take(said, codes, lost)
                    place = end
                    break
                if code := self._one(pieces[place:end]):
                    codes[code] = None
                    place = end
                    break

    def minerals(self, listed: str, title: str) -> list[str]:
        """Minerals that a list names, by commodities or customs codes, or that a title has as
        words.
        """
        found: dict[str, None] = {}
        said = listed[:MOST_WORDS]
        found |= dict.fromkeys(self._commodities.read(said)[0] if said else ())
        for one in _HS6.finditer(said):
            codes = self._of_product.get(one[1] + one[2], "")
            found |= dict.fromkeys(filter(None, codes.split(";")))
        for text in (said, title[:MOST_WORDS]):
            folded = fold(text)
            found |= {mineral: None for word, mineral in self._named.items() if word.search(folded)}
        return list(found)


def _begins_a_name(pieces: list[str], place: int) -> bool:
    """Whether a piece such as “Congo” goes on with “Democratic Republic of the”."""
    return (
        bool(_OPEN_END.match(pieces[place]))
        and place + 1 < len(pieces)
        and bool(_STYLE.match(pieces[place + 1]))
    )


def force_of(cell: str) -> str:
    """The legal force that a cell names; "" if it names none."""
    said = cell.strip().casefold()
    return said if said in LEGAL_FORCES else first_that_fits(said, _FORCES, "")

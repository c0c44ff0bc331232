"""The sentences of an answer, one for each theme, true for every combination of filters."""

from __future__ import annotations

from dataclasses import dataclass

from crmmap.atlas.atlas import Atlas
from crmmap.atlas.filters import Filters
from crmmap.describe.line import Line
from crmmap.describe.selection_sentences import SelectionSentences
from crmmap.describe.world_sentences import WorldSentences
from crmmap.measures.by_place import ByPlace
from crmmap.wording import in_sentence, listing


@dataclass(frozen=True)
class Teller:
    """Says each theme in a sentence.

    Attributes
    ----------
    whole, shown
        The whole Atlas, and what the filters leave of it.
    stage
        Of supply, ``mine`` or ``refinery``.
    """

    whole: Atlas
    shown: Atlas
    filters: Filters
    stage: str

    @property
    def world(self) -> WorldSentences:
        """Statements on the world."""
        return WorldSentences(self.whole, self.filters, self.stage)

    @property
    def selection(self) -> SelectionSentences:
        """Statements on what is shown."""
        return SelectionSentences(self.whole, self.shown, self.filters)

    def headline(self, figure: ByPlace, theme: str) -> str:
        """The sentence of a theme; of supply without figures that of all sites."""
        selection = self.selection
        if theme == "supply":
            if figure.theme == "supply":
                return self.world.supply(figure)
            if not self.filters.minerals:
                return selection.sites_in_short()
            named = listing((in_sentence(one) for one in self.filters.minerals), last="or")
            found = f"We found no figures on who mines or refines {named}."
            return f"{found} {selection.sites_in_short()}"
        return {
            "agreements": selection.agreements,
            "standards": selection.standards_in_short,
            "nature": selection.nature,
            "sites": selection.sites_in_short,
        }[theme]()

    def lines(self, theme: str, said: str) -> list[Line | None]:
        """Of the themes that the headline does not speak of, the most telling first.

        Parameters
        ----------
        said
            The theme whose figure the headline gives: of supply without figures it is that of all
            sites.
        """
        world, selection = self.world, self.selection
        one = self.filters.minerals[0] if len(self.filters.minerals) == 1 else None
        agreements = Line(selection.agreements(), "agreements", "agreements")
        return [
            world.other_stage(one) if theme == "supply" and one else None,
            world.leader(one) if theme != "supply" and one else None,
            world.could_step_in(one) if theme == "supply" and one else None,
            world.bloc_supply(one),
            agreements if theme != "agreements" else selection.parties(),
            world.restrictions(one),
            world.shares_of_place(),
            Line(selection.standards(), "standards", "sites") if theme != "standards" else None,
            Line(selection.nature(), "nature", "zones") if theme != "nature" else None,
            Line(selection.kinds() if said == "sites" else selection.sites(), "sites", "sites")
            if len(self.shown.sites)
            else None,
        ]

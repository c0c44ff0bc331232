"""Agreements and memberships in a scenario."""

from __future__ import annotations

from typing import Annotated, ClassVar, Literal

import pandas as pd
from pydantic import Field, model_validator

from crmmap.atlas.atlas import Atlas
from crmmap.dates import POLICY_READ_TO
from crmmap.scenarios.base import Action, Ids, Slug, Step, ids, name_of, number
from crmmap.scenarios.changes import ADDED, ASSUMED, Change, add_rows, set_cells
from crmmap.scenarios.values import Reference, Values
from crmmap.schema.modes import modes_of
from crmmap.schema.vocabulary import NO_LONGER_LIVE, Access, AgreementStatus, Feature, LegalForce

Millions = Annotated[float, Field(ge=0, le=1e6)] | Reference
BEGUN = ("signed", "in force")


class SetAgreement(Action):
    """Set the status, legal force, features or provisions of agreements, at every date.

    The diplomacy mode follows from access, exclusion and pressure, as everywhere.

    Which: by id, or all of a lead that are signed and have no end, and of a kind. What takes force
    loses its end; what ends is over at every date.
    """

    do: Literal["set_agreement"]
    agreements: Ids = ()
    lead: str | None = None
    kind: str | None = None
    status: AgreementStatus | Reference | None = None
    legal_force: LegalForce | Reference | None = None
    access: Access | Reference | None = None
    exclusion: Feature | Reference | None = None
    pressure: Feature | Reference | None = None
    add_provisions: tuple[str, ...] = ()
    remove_provisions: tuple[str, ...] = ()
    financing_usd_m: Millions | None = None
    refers: ClassVar = {"agreements": "agreement", "lead": "party"}

    @model_validator(mode="after")
    def _says_what(self) -> SetAgreement:
        if not (self.agreements or self.lead):
            raise ValueError("name agreements, or a lead")
        given = (
            self.status,
            self.legal_force,
            *self._features.values(),
            self.add_provisions,
            self.remove_provisions,
        )
        if not any(given) and self.financing_usd_m is None:
            raise ValueError(
                "give a status, legal_force, access, exclusion, pressure, add_provisions, "
                "remove_provisions or "
                "financing_usd_m"
            )
        return self

    @property
    def _features(self) -> dict[str, str | None]:
        return {"access": self.access, "exclusion": self.exclusion, "pressure": self.pressure}

    def apply(self, atlas: Atlas, values: Values) -> Step:
        """See `Action`."""
        rows = atlas.agreements
        where = pd.Series(True, index=rows.index)
        if self.agreements:
            where &= rows["agreement_id"].isin(ids(self.agreements, values))
        if self.lead:
            where &= (
                (rows["lead"] == self.lead) & rows["status"].isin(BEGUN) & (rows["end_date"] == "")
            )
        if self.kind:
            where &= rows["kind"] == self.kind
        cells: dict[str, object] = {
            column: values.of(given)
            for column, given in {"legal_force": self.legal_force, **self._features}.items()
            if given
        }
        if self.status:
            cells |= {"status": values.of(self.status)}
            if cells["status"] in (*BEGUN, *NO_LONGER_LIVE):
                cells |= {"end_date": ""}  # an end that is to come would keep it live until then
        if self.financing_usd_m is not None:
            cells["financing_usd"] = number(self.financing_usd_m, values) * 1e6
        words = {
            "table": "agreements",
            "key": "agreement_id",
            "name": "short_title",
            "why": self.why,
        }
        changed, found = set_cells(rows, where, cells, **words)
        if any(self._features.values()):
            modes = modes_of(changed)
            for mode in modes[where].unique():
                changed, more = set_cells(
                    changed, where & (modes == mode), {"diplomacy_mode": mode}, **words
                )
                found += more
        if cells.get("status") in BEGUN:
            undated = where & (changed["signed_date"] == "")
            changed, more = set_cells(
                changed, undated, {"signed_date": str(POLICY_READ_TO)}, **words
            )
            found += more
        if self.add_provisions or self.remove_provisions:
            provisions = changed["governance_provisions"].map(self._provisions)
            for text in provisions[where].unique():
                changed, more = set_cells(
                    changed, where & (provisions == text), {"governance_provisions": text}, **words
                )
                found += more
        return atlas.replace(agreements=changed), found

    def _provisions(self, cell: str) -> str:
        kept = [part for part in cell.split(";") if part and part not in self.remove_provisions]
        return ";".join(dict.fromkeys([*kept, *self.add_provisions]))


class AddAgreement(Action):
    """Add an agreement, signed on the newest day of the data unless a day is given."""

    do: Literal["add_agreement"]
    id: str = Field(pattern=Slug)
    title: str = Field(min_length=1)
    parties: Ids
    lead: str | None = None
    minerals: tuple[str, ...] = Field(min_length=1)
    access: Access = "none"
    exclusion: Feature = "no"
    pressure: Feature = "no"
    legal_force: LegalForce = "non-binding"
    kind: str = "assumed agreement"
    provisions: tuple[str, ...] = ()
    signed_date: str = Field(default=str(POLICY_READ_TO), pattern=r"^\d{4}(-\d\d(-\d\d)?)?$")
    refers: ClassVar = {"parties": "party", "lead": "party", "minerals": "deal mineral"}
    creates: ClassVar = ("id", "agreement")

    def apply(self, atlas: Atlas, values: Values) -> Step:
        """See `Action`."""
        parties = ids(self.parties, values)
        if len(parties) < 2:
            return atlas, []
        row = {
            "agreement_id": self.id,
            "title": self.title,
            "short_title": self.title,
            "kind": self.kind,
            "mode_rationale": "Assumed in a scenario.",
            "access": self.access,
            "exclusion": self.exclusion,
            "pressure": self.pressure,
            "shared_goods": "unknown",
            "coding_confidence": "low",
            "parties": ";".join(parties),
            "lead": self.lead or parties[0],
            "scope": "bilateral" if len(parties) == 2 else "plurilateral",
            "signed_date": self.signed_date,
            "status": "in force",
            "minerals": ";".join(self.minerals),
            "legal_force": self.legal_force,
            "governance_provisions": ";".join(self.provisions),
            "confidence": "low",
            "provenance": ASSUMED,
        }
        row["diplomacy_mode"] = modes_of(pd.DataFrame([row])).iloc[0]
        change = Change("agreements", self.id, self.title, "row", ADDED, "added", self.why)
        return atlas.replace(agreements=add_rows(atlas.agreements, [row])), [change]


class CreateBloc(Action):
    """Found a bloc."""

    do: Literal["create_bloc"]
    id: str = Field(pattern=Slug)
    name: str = Field(min_length=1)
    members: Ids
    refers: ClassVar = {"members": "country"}
    creates: ClassVar = ("id", "bloc")

    def apply(self, atlas: Atlas, values: Values) -> Step:
        """See `Action`."""
        row = {
            "bloc_id": self.id,
            "name": self.name,
            "kind": "assumed",
            "resolves": "members",
            "status": ASSUMED,
        }
        change = Change("blocs", self.id, self.name, "row", ADDED, "added", self.why)
        made = atlas.replace(blocs=add_rows(atlas.blocs, [row]))
        joined, changes = _join(made, self.id, ids(self.members, values), why=self.why)
        return joined, [change, *changes]


class SetMembership(Action):
    """Let countries join a bloc, or leave it, at every date."""

    do: Literal["set_membership"]
    bloc: str
    countries: Ids
    member: bool
    refers: ClassVar = {"bloc": "bloc", "countries": "party"}

    def apply(self, atlas: Atlas, values: Values) -> Step:
        """See `Action`."""
        codes = ids(self.countries, values)
        if self.member:
            return _join(atlas, self.bloc, codes, why=self.why)
        rows = atlas.bloc_members
        where = (rows["bloc_id"] == self.bloc) & rows["iso3"].isin(codes) & rows["counts"]
        changed = rows.copy()
        changed.loc[where, "counts"] = False
        found = [
            _membership(atlas, self.bloc, iso3, "member", "left", self.why)
            for iso3 in rows.loc[where, "iso3"]
        ]
        return atlas.replace(bloc_members=changed), found


def _join(atlas: Atlas, bloc: str, codes: tuple[str, ...], *, why: str) -> Step:
    rows = atlas.bloc_members
    now = set(
        rows.loc[(rows["bloc_id"] == bloc) & rows["counts"] & (rows["to_date"] == ""), "iso3"]
    )
    fresh = [iso3 for iso3 in dict.fromkeys(codes) if iso3 not in now]
    new = [
        {
            "bloc_id": bloc,
            "iso3": iso3,
            "role": "member",
            "counts": True,
            "confidence": "low",
            "provenance": ASSUMED,
        }
        for iso3 in fresh
    ]
    changes = [_membership(atlas, bloc, iso3, "no member", "member", why) for iso3 in fresh]
    return atlas.replace(bloc_members=add_rows(rows, new)), changes


def _membership(atlas: Atlas, bloc: str, iso3: str, before: str, after: str, why: str) -> Change:
    who = f"{name_of(atlas, iso3)} in {name_of(atlas, bloc)}"
    return Change("bloc_members", f"{bloc}:{iso3}", who, "membership", before, after, why)

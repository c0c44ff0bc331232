"""Measures in a scenario."""

from __future__ import annotations

from typing import ClassVar, Literal

from pydantic import Field, model_validator

from crmmap.atlas.atlas import Atlas
from crmmap.dates import POLICY_READ_TO
from crmmap.scenarios.base import Action, Ids, Slug, Step, ids, name_of
from crmmap.scenarios.changes import ADDED, ASSUMED, Change, add_rows, set_cells
from crmmap.scenarios.values import Reference, Values
from crmmap.schema.vocabulary import Direction, MeasureStage, Mode, Severity

MeasureStatus = Literal["in force", "ended", "announced"]


class SetMeasure(Action):
    """Set the status of measures, at every date: by id, or all that some countries impose, of a
    mode.
    """

    do: Literal["set_measure"]
    measures: Ids = ()
    imposing: Ids = ()
    mode: Mode | None = None
    status: MeasureStatus | Reference
    kind: str | None = None
    severity: Severity | None = None
    refers: ClassVar = {"measures": "measure", "imposing": "party"}

    @model_validator(mode="after")
    def _says_which(self) -> SetMeasure:
        if not (self.measures or self.imposing):
            raise ValueError("name measures, or who imposes them")
        return self

    def apply(self, atlas: Atlas, values: Values) -> Step:
        """See `Action`."""
        rows = atlas.measures
        where = rows["measure_id"].isin(ids(self.measures, values)) | rows["imposing"].isin(
            ids(self.imposing, values)
        )
        if self.mode:
            where &= rows["mode"] == self.mode
        status = values.of(self.status)
        cells: dict[str, object] = {"status": status} | {
            column: value
            for column, value in {"kind": self.kind, "severity": self.severity}.items()
            if value
        }
        if status == "in force":
            cells |= {"end_date": "", "suspended_from": "", "suspended_until": ""}
        named = rows.assign(name=[_measure_name(atlas, row) for row in rows.to_dict("records")])
        changed, found = set_cells(
            named, where, cells, table="measures", key="measure_id", name="name", why=self.why
        )
        if status == "in force":
            later = where & (
                (changed["effective_date"] > str(POLICY_READ_TO))
                | (changed["effective_date"] == "")
            )
            changed, more = set_cells(
                changed,
                later,
                {"effective_date": str(POLICY_READ_TO)},
                table="measures",
                key="measure_id",
                name="name",
                why=self.why,
            )
            found += more
        return atlas.replace(measures=changed.drop(columns="name")), found


def _measure_name(atlas: Atlas, row: dict) -> str:
    return f"{name_of(atlas, row['imposing'])}: {row['kind']}, {row['minerals'].replace(';', ', ')}"


class AddMeasure(Action):
    """Impose a measure."""

    do: Literal["add_measure"]
    id: str = Field(pattern=Slug)
    imposing: str
    target: str = "ALL"
    minerals: tuple[str, ...] = Field(min_length=1)
    kind: str = Field(min_length=1)
    mode: Mode = "coercive"
    direction: Direction = "export"
    stages: tuple[MeasureStage, ...] = ("mine", "refinery")
    severity: Severity = "licence"
    refers: ClassVar = {"imposing": "party", "minerals": "deal mineral"}
    creates: ClassVar = ("id", "measure")

    def apply(self, atlas: Atlas, values: Values) -> Step:
        """See `Action`."""
        row = {
            "measure_id": self.id,
            "imposing": self.imposing,
            "target": self.target,
            "minerals": ";".join(self.minerals),
            "kind": self.kind,
            "mode": self.mode,
            "direction": self.direction,
            "stage": ";".join(self.stages),
            "severity": self.severity,
            "all_buyers": self.target == "ALL",
            "scope_reason": "Assumed in a scenario.",
            "scope_confidence": "low",
            "effective_date": str(POLICY_READ_TO),
            "status": "in force",
            "confidence": "low",
            "provenance": ASSUMED,
        }
        name = _measure_name(atlas, row)
        change = Change("measures", self.id, name, "row", ADDED, "added", self.why)
        return atlas.replace(measures=add_rows(atlas.measures, [row])), [change]

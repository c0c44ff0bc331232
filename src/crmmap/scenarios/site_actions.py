"""Sites and governance standards in a scenario."""

from __future__ import annotations

from typing import ClassVar, Literal

import geopandas as gpd
import pandas as pd
from pydantic import Field, model_validator

from crmmap.atlas.atlas import Atlas
from crmmap.scenarios.agreement_actions import Slug
from crmmap.scenarios.base import Action, Ids, Step, ids, name_of
from crmmap.scenarios.changes import ADDED, ASSUMED, Change, add_rows, set_cells
from crmmap.scenarios.values import Reference, Values

Status = Literal["exploration", "development", "operating", "suspended", "closed", "unknown"]
WGS84 = "EPSG:4326"


class SetSite(Action):
    """Set the status of sites: by id, or all in some countries that list some minerals and have
    some status today.
    """

    do: Literal["set_site"]
    sites: Ids = ()
    countries: Ids = ()
    minerals: tuple[str, ...] = ()
    now: tuple[Status, ...] = ()
    status: Status | Reference
    refers: ClassVar = {"sites": "site", "countries": "country", "minerals": "mineral"}

    @model_validator(mode="after")
    def _says_which(self) -> SetSite:
        if not (self.sites or self.countries):
            raise ValueError("name sites or countries")
        return self

    def apply(self, atlas: Atlas, values: Values) -> Step:
        """See `Action`."""
        rows = atlas.sites
        if self.sites:
            where = rows["site_id"].isin(ids(self.sites, values))
        else:
            where = rows["iso3"].isin(ids(self.countries, values))
        if self.minerals:
            where &= atlas.lookups.site_minerals.any_of(self.minerals)
        if self.now:
            where &= rows["status"].isin(self.now)
        cells: dict[str, object] = {"status": values.of(self.status)}
        changed, found = set_cells(
            rows, where, cells, table="sites", key="site_id", name="name", why=self.why
        )
        return (atlas.replace(sites=changed) if found else atlas), found


class AddSite(Action):
    """Add a site."""

    do: Literal["add_site"]
    id: str = Field(pattern=Slug)
    name: str = Field(min_length=1)
    country: str
    latitude: float = Field(ge=-90, le=90)
    longitude: float = Field(ge=-180, le=180)
    minerals: tuple[str, ...] = Field(min_length=1)
    kind: Literal["mine", "deposit", "smelter", "refinery", "processing_plant", "recycling_plant"]
    status: Status
    owner: str = ""
    refers: ClassVar = {"country": "country", "minerals": "mineral"}
    creates: ClassVar = ("id", "site")

    def apply(self, atlas: Atlas, values: Values) -> Step:
        """See `Action`."""
        row = {
            "site_id": self.id,
            "name": self.name,
            "kind": self.kind,
            "status": self.status,
            "latitude": self.latitude,
            "longitude": self.longitude,
            "country": name_of(atlas, self.country),
            "iso3": self.country,
            "minerals": ";".join(self.minerals),
            "owner": self.owner,
            "confidence": "low",
            "note": f"{ASSUMED[0].upper()}{ASSUMED[1:]}.",
        }
        rows = pd.DataFrame(atlas.sites.drop(columns="geometry"))
        rows = add_rows(rows, [row])
        points = gpd.points_from_xy(rows["longitude"], rows["latitude"], crs=WGS84)
        change = Change("sites", self.id, self.name, "row", ADDED, "added", self.why)
        return atlas.replace(sites=gpd.GeoDataFrame(rows, geometry=points)), [change]


class SetAdherence(Action):
    """Let countries, companies or sites adhere to a standard, or no longer."""

    do: Literal["set_adherence"]
    standard: str
    countries: Ids = ()
    companies: tuple[str, ...] = ()
    sites: Ids = ()
    adheres: bool
    refers: ClassVar = {"standard": "standard", "countries": "country", "sites": "site"}

    @model_validator(mode="after")
    def _says_who(self) -> SetAdherence:
        if not (self.countries or self.companies or self.sites):
            raise ValueError("name countries, companies or sites")
        return self

    def apply(self, atlas: Atlas, values: Values) -> Step:
        """See `Action`."""
        rows = atlas.standard_adherence
        who = [("country", key) for key in ids(self.countries, values)]
        who += [("company", key) for key in self.companies]
        who += [("site", key) for key in ids(self.sites, values)]
        columns = {"country": "iso3", "company": "subject", "site": "site_id"}
        changed, new, found = rows.copy(), [], []
        for kind, key in who:
            mine = (
                (rows["standard_id"] == self.standard)
                & (rows["subject_kind"] == kind)
                & (rows[columns[kind]] == key)
            )
            if (mine & rows["counts"]).any() == self.adheres:
                continue
            if mine.any():
                changed.loc[mine, "counts"] = self.adheres
                changed.loc[mine, "provenance"] = ASSUMED
            else:
                row = {
                    "standard_id": self.standard,
                    "subject_kind": kind,
                    "subject": key,
                    columns[kind]: key,
                }
                new.append(row | {"counts": True, "status": ASSUMED, "provenance": ASSUMED})
            who_words = f"{name_of(atlas, key) if kind == 'country' else key}, {self.standard}"
            before, after = ("no record", "adheres") if self.adheres else ("adheres", "does not")
            change = Change(
                "standard_adherence",
                f"{self.standard}:{key}",
                who_words,
                "adherence",
                before,
                after,
                self.why,
            )
            found.append(change)
        return atlas.replace(standard_adherence=add_rows(changed, new)), found


class SetStandard(Action):
    """Let a standard bind, or not."""

    do: Literal["set_standard"]
    standard: str
    bindingness: str = Field(min_length=1)
    refers: ClassVar = {"standard": "standard"}

    def apply(self, atlas: Atlas, values: Values) -> Step:
        """See `Action`."""
        rows = atlas.standards
        changed, found = set_cells(
            rows,
            rows["standard_id"] == self.standard,
            {"bindingness": self.bindingness},
            table="standards",
            key="standard_id",
            name="name",
            why=self.why,
        )
        return atlas.replace(standards=changed), found

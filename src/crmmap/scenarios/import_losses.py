"""Who loses supply in a scenario, by where imports came from."""

from __future__ import annotations

import pandas as pd

from crmmap.atlas.atlas import Atlas
from crmmap.measures.dependence import IMPORTERS, import_mix
from crmmap.scenarios.outcome import Outcome
from crmmap.scenarios.supply_actions import SHARE
from crmmap.schema.vocabulary import WORLD

PAIR = ["mineral", "stage"]
ROUNDING = 1e-9
"""Shares of what is left do not add up to the last digit."""


def import_losses(outcome: Outcome, *, importers: tuple[str, ...] = IMPORTERS) -> pd.DataFrame:
    """What part of their imports importers would lose, if each supplier sold less to all alike.

    An exporter whose supply falls to a part of what it was is taken to sell that part to each
    importer.
    Plain arithmetic on the imports of 2024: nobody buys elsewhere, and what an importer makes at
    home is not in it. Products whose customs code stands for several minerals are left out.

    Parameters
    ----------
    outcome
        What comes of it.
    importers
        ISO 3166-1 alpha-3 codes or ids of blocs.

    Returns
    -------
    DataFrame
        A row for each importer, mineral and stage whose supply has changed: ``mineral``,
        ``stage``, ``importer``, ``importer_name``, ``value_kusd`` (of its imports, in thousand US
        dollars), ``lost_kusd``, ``lost`` (0 to 1). The largest part first.

    Examples
    --------
    >>> import crmmap
    >>> atlas = crmmap.load()
    >>> from crmmap.scenarios import run, shipped
    >>> library = shipped()
    >>> stop = run(atlas, [(library["china-ree-stop"], {})], library)
    >>> table = import_losses(stop, importers=("JPN",))
    >>> bool(table["lost"].between(0, 1).all())
    True
    """
    before = outcome.before
    kept = _kept(outcome)
    changed = outcome.balance.loc[(outcome.balance["supply"] - 1).abs() > ROUNDING, PAIR]
    names, found = before.lookups.name_of, []
    for importer in importers:
        mix = import_mix(before, importer=importer)
        for mineral, stage in changed.itertuples(index=False):
            rows = mix[(mix["mineral"] == mineral) & (mix["stage"] == stage)]
            if rows.empty:
                continue
            bought = float(rows.drop_duplicates("product")["total_kusd"].sum())
            part = rows["exporter"].map(lambda iso3: kept.get((mineral, stage, iso3), 1.0))  # noqa: B023 - called at once
            lost = float((rows["value_kusd"] * (1 - part).clip(lower=0)).sum())
            found.append(
                {
                    "mineral": mineral,
                    "stage": stage,
                    "importer": importer,
                    "importer_name": names.get(importer, importer),
                    "value_kusd": bought,
                    "lost_kusd": lost,
                    "lost": lost / bought if bought else 0.0,
                }
            )
    columns = [*PAIR, "importer", "importer_name", "value_kusd", "lost_kusd", "lost"]
    return pd.DataFrame(found, columns=columns).sort_values(
        "lost", ascending=False, kind="stable", ignore_index=True
    )


def _kept(outcome: Outcome) -> dict[tuple[str, str, str], float]:
    """Part of its supply before that a country keeps, by mineral, stage and country."""
    left = outcome.balance.set_index(PAIR)["supply"]
    was, now = (_shares(atlas) for atlas in (outcome.before, outcome.atlas))
    kept = {
        key: float(now.get(key, 0.0)) * float(left.get(key[:2], 1.0)) / share
        for key, share in was.items()
        if share > 0
    }
    return {key: 1.0 if abs(part - 1) < ROUNDING else part for key, part in kept.items()}


def _shares(atlas: Atlas) -> dict[tuple[str, str, str], float]:
    rows = atlas.production
    rows = rows[rows["headline"] & (rows["iso3"] != WORLD) & rows[SHARE].notna()]
    return rows.groupby([*PAIR, "iso3"])[SHARE].sum().to_dict()

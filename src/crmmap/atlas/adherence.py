"""Which sites a governance standard covers: directly, through the owner, or through the country."""

from __future__ import annotations

import re
from typing import cast

import numpy as np
import pandas as pd

from crmmap.names import company_words, fold
from crmmap.schema.vocabulary import DECLARATION


def reached_sites(
    sites: pd.DataFrame, adherents: pd.DataFrame, declaratory: frozenset[str]
) -> dict[tuple[str, str], np.ndarray]:
    """Mask of the sites that each standard covers, for each level.

    Parameters
    ----------
    sites, adherents
        Rows of ``sites`` and ``standard_adherence``.
    declaratory
        Standards to which a state adheres by declaring its support.

    Returns
    -------
    dict
        ``(standard_id, level)`` to a mask over ``sites``; level is one of
        `crmmap.schema.vocabulary.REACH_LEVELS`. A pair
        that reaches nothing is left out.
    """
    owners = _folded_owners(sites["owner"])
    reach: dict[tuple[str, str], np.ndarray] = {}
    for pair, group in adherents.groupby(["standard_id", "subject_kind"], sort=False):
        standard, subject_kind = cast("tuple[str, str]", pair)
        if subject_kind == "country":
            level = DECLARATION if standard in declaratory else "state"
            mask = sites["iso3"].isin(group["iso3"]).to_numpy()
        elif subject_kind == "site":
            level, mask = "site", sites["site_id"].isin(set(group["site_id"]) - {""}).to_numpy()
        elif subject_kind == "company":
            level, mask = "company", _owned_by(owners, group["subject"])
        else:
            continue  # blocs and exchanges adhere, but no site does through them
        if mask.any():
            reach[standard, level] = mask
    return reach


def _folded_owners(owners: pd.Series) -> pd.Series:
    codes, uniques = pd.factorize(owners.astype(object))
    folded = np.array([f" {' '.join(company_words(owner))} " for owner in uniques], dtype=object)
    return pd.Series(folded[codes], index=owners.index)


def _owned_by(folded_owners: pd.Series, companies: pd.Series) -> np.ndarray:
    names = [" ".join(company_words(company)) for company in companies]
    pattern = "|".join(f" {re.escape(name)} " for name in names if name)
    return folded_owners.str.contains(pattern, regex=True).to_numpy(dtype=bool)


def names_standard(provisions: str, standard_id: str, name: str) -> bool:
    """Whether the provisions of an agreement name the standard, by its id or its full name."""
    words = f" {fold(provisions)} "
    return f" {fold(standard_id)} " in words or f" {fold(name)} " in words

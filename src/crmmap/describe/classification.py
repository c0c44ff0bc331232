"""How agreements are classified: the features, the rule, how sure it is, and how to object."""

from __future__ import annotations

import pandas as pd

from crmmap.atlas.atlas import Atlas

CODED, AGREE_ON_MODES, KAPPA = 214, 0.958, 0.93
"""How many agreements two readers coded apart from each other, the share of modes on which they
agree, and Cohen's kappa."""
RULE = (
    (
        "coercive",
        "The agreement was concluded under a measure or a public threat of one party against the "
        "other.",
    ),
    ("binding", "Otherwise, it ties output, revenue, ownership or rights: a stake."),
    (
        "competitive",
        "Otherwise, it turns against third parties, or directs supply to one side: a preference.",
    ),
    ("cooperative", "Every other agreement."),
)
"""Modes in the order in which the rule tests for them, and what it tests."""
PARAGRAPHS = (
    "Two readers coded four features of each agreement without seeing each other's work: what "
    "access it gives (none, "
    "preference or stake), whether it turns against third parties, whether it was concluded under "
    "pressure, and "
    "whether it names shared goods such as standards or research. The mode follows from the first "
    "three by rule. "
    "Shared goods do not change it.",
    "The legal force of an agreement is another question. A binding treaty of pure cooperation is "
    "cooperative.",
    "A feature that is not known counts as absent, and the row is marked as read with low "
    "confidence. Charts show how "
    "far such rows could move a share.",
    "What was collected is uneven. Rows led by China and Russia are mostly company contracts; "
    "rows led by the EU are "
    "mostly memoranda and treaties. Counts by lead party partly show that difference.",
    "If you think that a row is classified wrongly, report the row and the clause that you rely "
    "on: the panel of each "
    "agreement names its source, its features and the reason.",
)


def classification(atlas: Atlas) -> pd.DataFrame:
    """The rule, and how many agreements each of its steps takes.

    Returns
    -------
    DataFrame
        A row for each mode, in the order of the rule: ``mode``, ``rule``, ``agreements``,
        ``low_confidence``, ``text_read`` (of these, how many were coded from the text itself).
    """
    rows = atlas.agreements
    table = []
    for mode, rule in RULE:
        of_mode = rows[rows["diplomacy_mode"] == mode]
        table.append(
            {
                "mode": mode,
                "rule": rule,
                "agreements": len(of_mode),
                "low_confidence": int((of_mode["coding_confidence"] == "low").sum()),
                "text_read": int((of_mode["coding_basis"] == "text read").sum()),
            }
        )
    return pd.DataFrame(table)

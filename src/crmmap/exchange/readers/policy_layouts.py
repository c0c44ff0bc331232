"""Tables of policy as those who collect them lay them out, and such tables of one's own."""

from __future__ import annotations

import re

from crmmap.exchange.readers.layout import OWN_TABLE, PLACED, Layout, Source

_EXPORT_MEASURE = re.compile(
    r"export|licensing requirement|captive mining|dual pricing|domestic market obligation"
    r"|customs clearance|vat (tax )?rebate",
    re.IGNORECASE,
)
"""Measures by the OECD's names for them."""
_SEVERAL = re.compile(r"[;,|/]| and | & ")
"""Between the parties of an agreement."""

POLICY = (
    Layout(
        "gta",
        "Global Trade Alert, interventions (CSV, xlsx)",
        "measures",
        Source(
            "gta",
            "Global Trade Alert database of interventions",
            "Global Trade Alert",
            "as its terms of use say, with attribution",
            "facts",
            address="https://globaltradealert.org",
            attribution="Global Trade Alert, St. Gallen Endowment for Prosperity Through Trade",
        ),
        ("Intervention Type",),
        {
            "ref": ("Intervention ID", "Entry ID", "State Act ID"),
            "title": ("State Act Title", "Title", "Intervention Title"),
            "imposing": (
                "Implementing Jurisdictions",
                "Implementing Jurisdiction",
                "Implementing Country",
            ),
            "target": ("Affected Jurisdictions", "Affected Jurisdiction", "Affected Countries"),
            "kind": ("Intervention Type",),
            "minerals": ("Affected Products", "Affected Sectors", "Product: HS 6-digit (2022)"),
            "announced": ("Announcement Date", "Date Announced", "Announced"),
            "effective": (
                "Implementation Date",
                "Date Implemented",
                "Inception Date",
                "Implemented",
            ),
            "end": ("Removal Date", "Date Removed", "Removed"),
            "url": ("URL", "Source URL", "Source"),
            "flow": ("Affected Flow",),
        },
        some=re.compile("^implementing(jurisdictions?|countr(y|ies))$"),
        tried=False,
    ),
    Layout(
        "oecd-export-restrictions",
        "OECD Inventory of Export Restrictions on Industrial Raw Materials (CSV, xlsx)",
        "measures",
        Source(
            "oecd_export_restrictions",
            "Inventory of Export Restrictions on Industrial Raw Materials",
            "OECD",
            "CC BY 4.0",
            address="https://www.oecd.org/en/topics/critical-raw-materials.html",
            attribution="OECD Inventory of Export Restrictions on Industrial Raw Materials",
        ),
        ("Country", "Measure"),
        {
            "ref": ("ID", "Record ID"),
            "title": ("Measure description", "Description", "Product description", "Product"),
            "imposing": ("Country",),
            "kind": ("Measure", "Measure type"),
            "minerals": (
                "Raw material",
                "Commodity",
                "Product",
                "Product description",
                "HS6",
                "HS code",
                "HS2007",
                "HS",
            ),
            "effective": (
                "Introduction date",
                "Date of introduction",
                "Introduced",
                "Start date",
                "Year",
            ),
            "end": ("End date", "Date removed", "Removed"),
            "url": ("Source", "Source URL", "Link"),
        },
        some=re.compile(r"^(hs\d*|hscode|hs2007code|rawmaterial|commodity|product)$"),
        holds={"Measure": _EXPORT_MEASURE},
        tried=False,
    ),
    Layout(
        "iea-policies",
        "IEA Critical Minerals Policy Tracker (CSV, xlsx)",
        "measures",
        Source(
            "iea_policy_tracker",
            "Critical Minerals Policy Tracker",
            "International Energy Agency",
            "CC BY 4.0",
            address="https://www.iea.org/data-and-statistics/data-tools/critical-minerals-policy-tracker",
            attribution="IEA, Critical Minerals Policy Tracker, CC BY 4.0",
        ),
        ("Policy", "Country", "Year", "Status", "Jurisdiction"),
        {
            "ref": ("ID", "Policy ID"),
            "title": ("Policy", "Policy title"),
            "imposing": ("Country",),
            "kind": ("Policy type", "Policy types", "Types", "Type", "Topics"),
            "minerals": ("Minerals", "Commodities", "Technologies"),
            "effective": ("Year", "Year of effect"),
            "status": ("Status",),
            "url": ("URL", "Link", "Source"),
        },
        tried=False,
    ),
    Layout(
        "agreements",
        "Agreements of your own: title, parties and day of signature",
        "agreements",
        OWN_TABLE,
        ("Title", "Parties"),
        {
            "ref": ("ID", "Agreement ID"),
            "title": ("Title",),
            "kind": ("Kind", "Type"),
            "parties": ("Parties",),
            "lead": ("Lead",),
            "minerals": ("Minerals", "Mineral", "Commodities", "Commodity", "Materials"),
            "signed": ("Signed", "Signature", "Signed date", "Date signed", "Date", "Year"),
            "end": ("End", "End date", "Ended", "Expires"),
            "status": ("Status",),
            "force": ("Legal force", "Force", "Binding"),
            "access": ("Access",),
            "exclusion": ("Exclusion",),
            "pressure": ("Pressure",),
            "shared_goods": ("Shared goods",),
            "url": ("URL", "Source URL", "Link", "Source"),
        },
        holds={"Parties": _SEVERAL},
        lacks=PLACED,
    ),
)
"""A measure or an agreement that is brought is a row of one's own until somebody has classified
it."""

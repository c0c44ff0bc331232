"""The names on screen for words of the tables: kinds, features, minerals, series."""

from __future__ import annotations

KIND_NAMES = {
    "mine": "Mine",
    "deposit": "Deposit",
    "smelter": "Smelter",
    "refinery": "Refinery",
    "processing_plant": "Processing plant",
    "recycling_plant": "Recycling plant",
}


KIND_PLURALS = {
    "mine": "mines",
    "deposit": "deposits",
    "smelter": "smelters",
    "refinery": "refineries",
    "processing_plant": "processing plants",
    "recycling_plant": "recycling plants",
}
DOES, DOING = {"mine": "mines", "refinery": "refines"}, {"mine": "mining", "refinery": "refining"}
"""What a country does at a stage, as a verb and as a noun."""
ACCESS_WORDS = {
    "none": "gives neither side first access to minerals",
    "preference": "directs supply, access or first choice to one side without tying it",
    "stake": "ties output, revenue, ownership or rights",
    "unknown": "not known",
}
FEATURE_WORDS = {"yes": "yes", "no": "no", "unknown": "not known"}
DIRECTION_WORDS = {
    "export": "exports",
    "import": "imports",
    "production": "production",
    "ownership": "ownership and investment",
    "technology": "technology",
    "support": "nothing; it gives support",
    "entity": "trade with named firms",
    "other": "other conditions",
}
SEVERITY_WORDS = {
    "ban": "ban",
    "quota": "quota",
    "licence": "licence",
    "tax": "tax or tariff",
    "rule": "rule",
    "none": "no restriction",
}


ARTICLE = (
    "African Union",
    "Alliance of Sahel States",
    "Association of Southeast Asian Nations",
    "Bahamas",
    "High seas (beyond national jurisdiction)",
    "Belt and Road Initiative signatories",
    "British Virgin Islands",
    "Cayman Islands",
    "Central African Republic",
    "Central Asia five (C5+1 with the US)",
    "Comoros",
    "Cook Islands",
    "Critical Raw Materials Club (concept)",
    "Democratic People's Republic of Korea",
    "Democratic Republic of the Congo",
    "Dominican Republic",
    "Economic Community of West African States",
    "Eurasian Economic Union",
    "European Union",
    "Falkland Islands / Malvinas",
    "Faroe Islands",
    "Federated States of Micronesia",
    "Forum on Resource Geostrategic Engagement",
    "Gambia",
    "Global Minerals Trust",
    "Group of Seven",
    "Group of Twenty",
    "Indo-Pacific Economic Framework",
    "Lithium triangle",
    "Lobito Corridor states",
    "MSP Forum",
    "Maldives",
    "Marshall Islands",
    "Minerals Security Partnership",
    "Netherlands",
    "Niger",
    "Nordic countries",
    "Northern Mariana Islands",
    "Organisation for Economic Co-operation and Development",
    "Philippines",
    "Pitcairn Islands",
    "Quadrilateral Security Dialogue",
    "Republic of Korea",
    "Republic of the Congo",
    "Russian Federation",
    "Solomon Islands",
    "Southern African Development Community",
    "Southern Common Market",
    "Sudan",
    "Sustainable Critical Minerals Alliance",
    "Turks and Caicos Islands",
    "United Arab Emirates",
    "United Kingdom",
    "United Nations",
    "United States",
    "United States Virgin Islands",
    "Wallis and Futuna Islands",
    "Åland Islands",
)
"""Names that take an article within a sentence."""
SHORT_NAMES = {
    "Bolivia (Plurinational State of)": "Bolivia",
    "Democratic People's Republic of Korea": "North Korea",
    "Democratic Republic of the Congo": "DR Congo",
    "European Union": "EU",
    "Iran (Islamic Republic of)": "Iran",
    "Lao People's Democratic Republic": "Laos",
    "Republic of Korea": "South Korea",
    "Russian Federation": "Russia",
    "Syrian Arab Republic": "Syria",
    "United Arab Emirates": "UAE",
    "United Kingdom": "UK",
    "United Republic of Tanzania": "Tanzania",
    "United States": "US",
    "Venezuela (Bolivarian Republic of)": "Venezuela",
}
"""Names for labels on maps and narrow columns, where the United Nations' names have no room."""
STATE_BLOCS = {"USA": "US", "CHN": "CHINA"}
"""Countries that are blocs of their own in the partner lens."""
SERIES_NAMES = {
    ("Bauxite/Aluminium", "mine"): "bauxite",
    ("Bauxite/Aluminium", "refinery"): "aluminium",
    ("Bauxite/Aluminium", ""): "bauxite and aluminium",
    ("PGM", "mine"): "platinum and palladium",
    ("PGM", "refinery"): "platinum",
    ("PGM", ""): "platinum-group metals",
}
"""What a series is of, where it is not the mineral of its row; without a stage, the mineral in
words."""

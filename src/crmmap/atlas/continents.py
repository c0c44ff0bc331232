"""The United Nations' subregions (M49) by continent, so that a place can be asked for as people
name it.
"""

CONTINENTS = {
    "Africa": (
        "Northern Africa",
        "Western Africa",
        "Middle Africa",
        "Eastern Africa",
        "Southern Africa",
    ),
    "Americas": ("Northern America", "Central America", "Caribbean", "South America"),
    "Asia": ("Central Asia", "Eastern Asia", "South-Eastern Asia", "Southern Asia", "Western Asia"),
    "Europe": ("Northern Europe", "Western Europe", "Southern Europe", "Eastern Europe"),
    "Oceania": ("Australia and New Zealand", "Melanesia", "Micronesia", "Polynesia"),
}
"""Antarctica, the one subregion beside them, has no mines."""

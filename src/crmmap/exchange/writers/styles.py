"""The map's signs and colours as QGIS styles (QML)."""

from __future__ import annotations

from xml.etree import ElementTree as Xml

from crmmap.draw.palette import DASHES, GROUP_OF_CATEGORY, KIND_SIGNS, MODE_COLOURS, ZONE_GROUPS
from crmmap.draw.signs import SIGNS
from crmmap.schema.vocabulary import LEGAL_FORCES, MODES, SENSITIVITIES, ZONE_CATEGORIES
from crmmap.terms import KIND_NAMES

_FILL_ALPHA = {"very high": 102, "high": 64, "moderate": 38}


def _rgba(colour: str, alpha: int = 255) -> str:
    red, green, blue = (int(colour[i : i + 2], 16) for i in (1, 3, 5))
    return f"{red},{green},{blue},{alpha}"


def _symbol(
    parent: Xml.Element, kind: str, number: int, layer: str, values: dict[str, str]
) -> None:
    symbol = Xml.SubElement(
        parent, "symbol", type=kind, name=str(number), alpha="1", clip_to_extent="1", force_rhr="0"
    )
    part = Xml.SubElement(
        symbol, "layer", {"class": layer, "enabled": "1", "locked": "0", "pass": "0"}
    )
    options = Xml.SubElement(part, "Option", type="Map")
    for name, value in values.items():
        Xml.SubElement(options, "Option", name=name, type="QString", value=value)
        Xml.SubElement(part, "prop", k=name, v=value)  # QGIS before 3.20 reads these


def _classes(
    expression: str, kind: str, layer: str, classes: list[tuple[str, str, dict[str, str]]]
) -> str:
    root = Xml.Element("qgis", version="3.28.0", styleCategories="Symbology")
    renderer = Xml.SubElement(
        root,
        "renderer-v2",
        type="categorizedSymbol",
        attr=expression,
        symbollevels="0",
        enableorderby="0",
        forceraster="0",
    )
    categories, symbols = (
        Xml.SubElement(renderer, "categories"),
        Xml.SubElement(renderer, "symbols"),
    )
    for number, (value, label, values) in enumerate(classes):
        Xml.SubElement(
            categories,
            "category",
            value=value,
            type="string",
            label=label,
            symbol=str(number),
            render="true",
        )
        _symbol(symbols, kind, number, layer, values)
    return "<!DOCTYPE qgis PUBLIC 'http://mrcc.com/qgis.dtd' 'SYSTEM'>\n" + Xml.tostring(
        root, encoding="unicode"
    )


def _sites() -> str:
    """The kind furthest along the chain gives the sign, as on the map."""
    cases = " ".join(
        f"WHEN \"kind\" LIKE '%{kind}%' THEN '{kind}'" for kind in reversed(KIND_SIGNS)
    )
    classes = []
    for kind, (shape, colour, _) in KIND_SIGNS.items():
        hollow = kind == "deposit"
        values = {
            "name": SIGNS[shape]["qgis"],
            "color": _rgba(colour, 0 if hollow else 255),
            "outline_color": _rgba(colour if hollow else "#FFFFFF"),
            "outline_width": "0.3" if hollow else "0.2",
            "outline_style": "solid",
            "size": "1.8" if kind in ("mine", "deposit") else "2.6",
            "size_unit": "MM",
        }
        classes.append((kind, KIND_NAMES[kind], values))
    return _classes(f"CASE {cases} END", "marker", "SimpleMarker", classes)


def _zone_expression() -> str:
    groups = {
        name: [c for c in ZONE_CATEGORIES if GROUP_OF_CATEGORY.get(c, "land") == name]
        for name in ZONE_GROUPS
    }
    listed = {
        name: ", ".join(f"'{category}'" for category in categories)
        for name, categories in groups.items()
    }
    cases = " ".join(
        f"WHEN \"category\" IN ({names}) THEN '{group}'" for group, names in listed.items()
    )
    return f"CASE {cases} END || ', ' || \"sensitivity\""


def _zones() -> str:
    classes = []
    for group, (colour, _) in ZONE_GROUPS.items():
        for sensitivity in SENSITIVITIES:
            values = {
                "color": _rgba(colour, _FILL_ALPHA[sensitivity]),
                "style": "b_diagonal" if group == "polar" else "solid",
                "outline_color": _rgba(colour),
                "outline_style": "solid",
                "outline_width": "0.35" if sensitivity == "very high" else "0.2",
            }
            classes.append(
                (
                    f"{group}, {sensitivity}",
                    f"{group.capitalize()}, {sensitivity} sensitivity",
                    values,
                )
            )
    return _classes(_zone_expression(), "fill", "SimpleFill", classes)


def _zone_centres() -> str:
    classes = []
    for group, (colour, _) in ZONE_GROUPS.items():
        for sensitivity in SENSITIVITIES:
            values = {
                "name": "circle",
                "color": _rgba(colour, 0),
                "outline_color": _rgba(colour),
                "outline_style": "dash",
                "outline_width": "0.35",
                "size": "4",
                "size_unit": "MM",
            }
            label = (
                f"{group.capitalize()}, {sensitivity} sensitivity: only centre and area are known"
            )
            classes.append((f"{group}, {sensitivity}", label, values))
    return _classes(_zone_expression(), "marker", "SimpleMarker", classes)


def _agreements() -> str:
    """Colour is the mode, dash the legal force."""
    classes = []
    for mode in MODES:
        for force in LEGAL_FORCES:
            values = {
                "line_color": _rgba(MODE_COLOURS[mode][0], 190),
                "line_width": "0.5" if force == "binding" else "0.35",
                "line_style": "solid",
                "use_custom_dash": str(int(bool(DASHES[force]))),
                "customdash": ";".join(f"{0.26 * length:.2f}" for length in DASHES[force]) or "5;2",
                "customdash_unit": "MM",
                "capstyle": "flat",
            }
            classes.append((f"{mode}, {force}", f"{mode.capitalize()}, {force}", values))
    return _classes('"diplomacy_mode" || \', \' || "legal_force"', "line", "SimpleLine", classes)


_LAYERS = {
    "sites": _sites,
    "zones": _zones,
    "zone_centres": _zone_centres,
    "agreements": _agreements,
}


def qml(layer: str) -> str:
    """The style of a layer of the GeoPackage, on light ground.

    Raises
    ------
    KeyError
        If the layer has no style.
    """
    return _LAYERS[layer]()

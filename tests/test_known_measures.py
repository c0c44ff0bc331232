"""Each measure on the shipped data, at five places at least, found a second way: by SQL over the
files as they are."""

import csv
import json
import re
from datetime import date

import pytest
import shapely
from pyproj import Geod, Transformer

from crmmap import Filters, measures
from crmmap.shipped import GEODATA
from tests.shipped import BOUND, COVERING, LIVE, MATCHING, MEMBERS

DAY = "2026-10-05"
SERIES = [
    ("Lithium", "mine"),
    ("Lithium", "refinery"),
    ("Cobalt", "mine"),
    ("Nickel", "refinery"),
    ("Gallium", "refinery"),
    ("Tungsten", "mine"),
]
HEADLINE = (
    "from production where headline = 'True' and iso3 <> 'WLD' and mineral = :mineral and "
    "stage = :stage"
)


def ask(sql, query, **values):
    return sql.execute(query, values).fetchall()


def one(sql, query, **values):
    return ask(sql, query, **values)[0][0]


def row_of(found, **where):
    for column, value in where.items():
        found = found[found[column] == value]
    assert len(found) == 1, where
    return found.iloc[0]


@pytest.mark.parametrize(("mineral", "stage"), SERIES)
def test_shares(whole, sql, mineral, stage):
    table = measures.shares(whole)
    rows = table[(table["mineral"] == mineral) & (table["stage"] == stage)]
    observed = sorted(zip(rows["iso3"], rows["share"], strict=True))
    known = ask(
        sql,
        f"select iso3, nullif(share_of_world, '') {HEADLINE} order by 1, 2",
        mineral=mineral,
        stage=stage,
    )
    assert [iso3 for iso3, _ in observed] == [iso3 for iso3, _ in known] and known
    assert [share for _, share in observed] == pytest.approx(
        [float("nan") if share is None else float(share) for _, share in known], nan_ok=True
    )


@pytest.mark.parametrize(("mineral", "stage"), SERIES)
def test_concentration(whole, sql, mineral, stage):
    row = row_of(measures.concentration(whole), mineral=mineral, stage=stage)
    squares = (
        f"select sum(100 * share_of_world * 100 * share_of_world) {HEADLINE} and iso3 <> 'OTH'"
    )
    leader = (
        f"select iso3 {HEADLINE} and iso3 <> 'OTH' order by cast(share_of_world as real) "
        "desc limit 1"
    )
    three = f"""select sum(share) from (select cast(share_of_world as real) as share {HEADLINE}
      and iso3 <> 'OTH'
        order by share desc limit 3)"""
    values = {"mineral": mineral, "stage": stage}
    assert row["hhi"] == pytest.approx(min(10_000, one(sql, squares, **values)))
    assert row["top_3"] == pytest.approx(one(sql, three, **values))
    assert row["leader"] == one(sql, leader, **values)


@pytest.mark.parametrize(
    ("mineral", "iso3"),
    [
        ("Lithium", "AUS"),
        ("Lithium", "CHN"),
        ("Cobalt", "COD"),
        ("Nickel", "IDN"),
        ("Rare earths", "CHN"),
    ],
)
def test_asymmetry(whole, sql, mineral, iso3):
    part = f"select coalesce(sum(cast(share_of_world as real)), 0) {HEADLINE} and iso3 = :iso3"
    mined, refined = (
        one(sql, part, mineral=mineral, stage=stage, iso3=iso3) for stage in ("mine", "refinery")
    )
    row = row_of(measures.mining_refining_gap(whole), mineral=mineral, iso3=iso3)
    assert row["shift"] == pytest.approx(refined - mined)


AGREEMENTS = f"""select agreement_id from agreements where agreement_id in ({MATCHING})
  and kind <> 'trade measure'
    and agreement_id in (select id from deal_mineral where {COVERING})"""
ITSELF = f"""select id from {BOUND} where value = :bloc
    or (value in ({MEMBERS}) and (select count(*) from ({MEMBERS})) = 1)"""
CLASSES = {
    "stake": f"pressure <> 'yes' and access = 'stake' and agreement_id in ({ITSELF})",
    "preference": f"pressure <> 'yes' and access = 'preference' and agreement_id in ({ITSELF})",
    "cooperation": "pressure <> 'yes' and access in ('none', 'unknown') and agreement_id in "
    f"({ITSELF})",
    "members_only": f"pressure <> 'yes' and agreement_id not in ({ITSELF})",
    "pressure": "pressure = 'yes'",
}


def parts_under_agreement(sql, **values):
    """Each country once, by the best class; as shares of the sum of the published parts."""
    supply = dict(
        ask(
            sql,
            f"select iso3, sum(cast(share_of_world as real)) {HEADLINE} group by iso3",
            **values,
        )
    )
    whole = sum(supply.values())
    members = {iso3 for (iso3,) in ask(sql, MEMBERS, **values)}
    found, taken = {"own": sum(supply.get(iso3, 0) for iso3 in members) / whole}, set(members)
    for name, rule in CLASSES.items():
        partners = f"select value from {BOUND} where id in ({AGREEMENTS} and {rule})"
        hosts = {iso3 for (iso3,) in ask(sql, partners, **values)} - taken
        found[name] = sum(supply.get(iso3, 0) for iso3 in hosts) / whole
        taken |= hosts
    return found | {"none": 1 - sum(found.values())}


@pytest.mark.parametrize("bloc", ["EU", "US", "CHINA", "FORGE", "UN"])
@pytest.mark.parametrize(("mineral", "stage"), SERIES)
def test_supply_under_agreement(whole, sql, bloc, mineral, stage):
    known = parts_under_agreement(sql, mineral=mineral, stage=stage, bloc=bloc, day=DAY)
    row = row_of(measures.supply_under_agreement(whole, bloc=bloc), mineral=mineral, stage=stage)
    assert row[list(known)].to_dict() == pytest.approx(known)


RESTRICTING = f"""select imposing from measures where direction = 'export' and severity = :severity
    and all_buyers = 'True' and status not in ('announced', 'negotiating', 'withdrawn',
      'adopted or pending',
    'reported, effect unverified') and not (over = ''
      and status in ('ended', 'concluded', 'reversed', 'superseded'))
    and announced <= :day and (case when begun = '' then announced else begun end) <= :day
    and (over = '' or over > :day) and (paused = '' or paused > :day)
    and measure_id in (select id from measure_mineral where {COVERING})
    and measure_id in (select id from measure_stage where value = :stage)
    and measure_id not in (select id from measure_not_covered where value = :mineral)
    and measure_id not in (select id from measure_partly where value = :mineral)"""


@pytest.mark.parametrize("day", [DAY, "2025-05-01"])
@pytest.mark.parametrize(
    ("mineral", "stage"), [*SERIES, ("Graphite", "mine"), ("Rare earths", "refinery")]
)
def test_exposure(whole, sql, mineral, stage, day):
    values = {"mineral": mineral, "stage": stage, "day": day}
    supply = dict(
        ask(
            sql,
            f"select iso3, sum(cast(share_of_world as real)) {HEADLINE} group by iso3",
            **values,
        )
    )
    known, taken = {}, set()
    for severity in ("ban", "quota", "licence", "tax"):
        hosts = {iso3 for (iso3,) in ask(sql, RESTRICTING, severity=severity, **values)} - taken
        known[severity] = sum(supply.get(iso3, 0) for iso3 in hosts) / sum(supply.values())
        taken |= hosts
    row = row_of(
        measures.exposure(whole, as_of=date.fromisoformat(day)), mineral=mineral, stage=stage
    )
    assert row[list(known)].to_dict() == pytest.approx(known)
    assert row["exposed"] == pytest.approx(sum(known.values()))


@pytest.mark.parametrize("year", [2021, 2022, 2023, 2024, 2025, 2026])
def test_diplomacy(whole, sql, year):
    row = row_of(measures.diplomacy(whole), year=year)
    day = min(f"{year}-12-31", DAY)
    for mode in ("cooperative", "competitive", "binding", "coercive"):
        live = f"select count(*) from agreements where {LIVE} and diplomacy_mode = :mode"
        assert row[f"live_{mode}"] == one(sql, live, day=day, mode=mode), mode
    new = """select count(*) from agreements where status not in ('announced', 'negotiating')
        and substr(signed, 1, 4) = :year and signed <= :day"""
    splintering = f"{new} and diplomacy_mode in ('competitive', 'binding', 'coercive')"
    values = {"year": str(year), "day": day}
    assert (row["new"], row["new_splintering"]) == (
        one(sql, new, **values),
        one(sql, splintering, **values),
    )


@pytest.mark.parametrize("lead", ["EU", "USA", "CHN", "JPN", "KOR"])
def test_links(whole, sql, lead):
    table = measures.links(whole)
    known = ask(
        sql,
        f"""select distinct a.agreement_id, p.value from agreements a
          join partner p on p.id = a.agreement_id
            where {LIVE} and lead = :lead and p.value not in ('', :lead)
            union select distinct a.agreement_id, p.value from agreements a
              join party p on p.id = a.agreement_id
            where {LIVE} and lead = :lead and partner_iso3 = '' and p.value <> :lead""",
        day=DAY,
        lead=lead,
    )
    rows = table[(table["lead"] == lead) & table["agreement_id"].isin(_led_by(sql, lead))]
    assert set(zip(rows["agreement_id"], rows["host"], strict=True)) == set(known) and known


def _led_by(sql, lead):
    return {
        row[0]
        for row in ask(sql, "select agreement_id from agreements where lead = :lead", lead=lead)
    }


@pytest.mark.parametrize("host", ["COD", "IDN", "KAZ", "ARG", "UZB", "ZMB"])
def test_courted(whole, sql, host):
    powers = {
        "USA": "United States",
        "CHN": "China",
        "EU": "European Union",
        "RUS": "Russian Federation",
    }
    eu = {row[0] for row in ask(sql, MEMBERS, bloc="EU", day=DAY)}
    found = ask(
        sql,
        f"""select a.agreement_id, coalesce(nullif(lead, ''), substr(parties, 1, 3))
          from agreements a
            where {LIVE} and lead <> :host and agreement_id in (
                select id from partner where value = :host
                union select p.id from party p join agreements b on b.agreement_id = p.id
                where b.partner_iso3 = '' and p.value = :host)""",
        day=DAY,
        host=host,
    )
    leads = {(deal, "EU" if lead in eu else lead) for deal, lead in found}
    leads = {(deal, lead) for deal, lead in leads if lead in powers}
    row = row_of(measures.contested_countries(whole), host=host)
    assert row["powers"] == ";".join(sorted({powers[lead] for _, lead in leads}))
    assert row["agreements"] == len({deal for deal, _ in leads})


ADHERENTS = """select iso3 from standard_adherence where standard_id = :standard
  and subject_kind = 'country'
    and counts = 'True'"""


@pytest.mark.parametrize(
    ("standard", "mineral"),
    [
        ("EITI", "Cobalt"),
        ("EITI", "Lithium"),
        ("EITI", "Copper"),
        ("OECD-MNE", "Nickel"),
        ("ILO169", "Cobalt"),
    ],
)
def test_governance(whole, sql, standard, mineral):
    level = "declaration" if standard == "OECD-MNE" else "state"
    row = row_of(measures.governance(whole), standard_id=standard, level=level, mineral=mineral)
    values = {"standard": standard, "mineral": mineral, "stage": "mine"}
    sites = (
        "select count(*) from sites where site_id in (select id from site_mineral where value "
        "= :mineral)"
    )
    share = f"select coalesce(sum(cast(share_of_world as real)), 0) {HEADLINE}"
    assert row["of_sites"] == one(sql, sites, **values)
    assert row["sites"] == one(sql, f"{sites} and iso3 in ({ADHERENTS})", **values)
    known = one(sql, f"{share} and iso3 in ({ADHERENTS})", **values) / one(sql, share, **values)
    assert row["share_of_mining"] == pytest.approx(known)


@pytest.mark.parametrize("mineral", ["Cobalt", "Lithium", "Tungsten", "Graphite", "Gallium"])
def test_vacuum(whole, sql, mineral):
    """A site is covered if it, its country by more than a declaration, or a company named in its
    owner adheres."""
    suffixes = (
        r"\b(ab|ag|as|asa|co|company|corp|corporation|group|inc|limited"
        r"|llc|ltd|ltda|nl|nv|plc|pt|pty|sa|the)\b"
    )

    def words(name):
        plain = re.sub(
            r"[^a-z0-9]+",
            " ",
            name.lower().replace(".", "" if re.search(r"\b\w\.\w\b", name) else " "),
        )
        return f" {' '.join(re.sub(suffixes, ' ', plain).split())} "

    adherents = ask(
        sql,
        """select subject_kind, subject, iso3, site_id from standard_adherence where counts = 'True'
        and not (subject_kind = 'country'
          and standard_id in ('OECD-MNE', 'MSP-ESG', 'TSM', 'VPSHR'))""",
    )
    states = {iso3 for kind, _, iso3, _ in adherents if kind == "country"}
    single = {site for kind, _, _, site in adherents if kind == "site"}
    firms = [words(name) for kind, name, _, _ in adherents if kind == "company"]
    sites = ask(
        sql,
        "select site_id, iso3, owner from sites where site_id in (select id from site_mineral "
        "where value = :mineral)",
        mineral=mineral,
    )
    not_covered = [
        site
        for site, iso3, owner in sites
        if iso3 not in states
        and site not in single
        and not any(firm in words(owner) for firm in firms)
    ]
    row = row_of(measures.uncovered_supply(whole), mineral=mineral)
    assert (row["sites"], row["not_covered"]) == (len(sites), len(not_covered))


@pytest.mark.parametrize(
    "members", [("AUS",), ("CHL", "ARG", "BOL"), ("COD", "ZMB"), ("IDN", "PHL"), ("CHN",)]
)
def test_trust(whole, sql, members):
    table = measures.trust(whole, set(members))
    share = f"select coalesce(sum(cast(share_of_world as real)), 0) {HEADLINE}"
    among = ", ".join(f"'{code}'" for code in members)
    for mineral, column, stage in (
        ("Lithium", "share_of_mining", "mine"),
        ("Copper", "share_of_refining", "refinery"),
    ):
        values = {"mineral": mineral, "stage": stage}
        known = one(sql, f"{share} and iso3 in ({among})", **values) / one(sql, share, **values)
        assert row_of(table, mineral=mineral)[column] == pytest.approx(known)


SOURCING = re.compile(r"([^;%\d][^;%]*?) (\d+)%")


@pytest.mark.parametrize(
    ("material", "benchmark"),
    [
        ("Cobalt", "extraction"),
        ("Cobalt", "processing"),
        ("Lithium", "processing"),
        ("Tungsten", "processing"),
        ("Boron / borate", "extraction"),
        ("Magnesium", "one third country"),
    ],
)
def test_benchmarks(whole, sql, material, benchmark):
    row = row_of(measures.benchmarks(whole), material=material, benchmark=benchmark)
    if benchmark != "one third country":
        query = (
            f"select 1 - nullif(non_eu_sourcing_share_{benchmark}, '') from criticality where "
            "material = :material"
        )
        known = one(sql, query, material=material)  # not known stays not known
        assert row["share"] == pytest.approx(float("nan") if known is None else known, nan_ok=True)
        return
    with open(GEODATA / "countries.geojson", encoding="utf-8") as file:
        named = {
            f["properties"]["iso_a3"]: f["properties"]["name"] for f in json.load(file)["features"]
        }
    members = {named[iso3] for (iso3,) in ask(sql, MEMBERS, bloc="EU", day=DAY)}
    cells = (
        "select eu_sourcing_extraction || '; ' || eu_sourcing_processing from criticality "
        "where material = :material"
    )
    found = {
        name.strip(): int(part) / 100
        for name, part in SOURCING.findall(one(sql, cells, material=material))
    }
    known = max((part, name) for name, part in found.items() if name not in members)
    assert (row["share"], row["country"]) == (pytest.approx(known[0]), known[1])


def _zones():
    with open(GEODATA / "zones.geojson", encoding="utf-8") as file:
        features = json.load(file)["features"]
    for feature in features:
        values = feature["properties"]
        if values["category"] != "ecoregion" and values.get("circle_reliability") != "poor":
            yield values, shapely.from_geojson(json.dumps(feature["geometry"]))


def _distances(sql, site_id):
    """Kilometres to every counted zone within some degrees: geodesic to a circle's rim, else in
    a local projection."""
    lon, lat = ask(
        sql,
        "select cast(longitude as real), cast(latitude as real) from sites where site_id = :site",
        site=site_id,
    )[0]
    local = Transformer.from_crs(
        "EPSG:4326", f"+proj=aeqd +lat_0={lat} +lon_0={lon} +ellps=WGS84", always_xy=True
    )
    for values, shape in _zones():
        if shape.distance(shapely.Point(lon, lat)) > 4:
            continue
        if values["geometry_kind"] == "point":
            metres = Geod(ellps="WGS84").inv(lon, lat, shape.x, shape.y)[2]
            km = max(0.0, metres / 1000 - (float(values["area_km2"]) / 3.141592653589793) ** 0.5)
        else:
            flat = shapely.transform(shape, local.transform, interleaved=False)
            km = flat.distance(shapely.Point(0, 0)) / 1000
        yield values["zone_id"], values["category"], values["geometry_kind"], km


NEAR = ["CRM00250", "CRM04256", "CRM07937", "CRM08028", "CRM04541", "CRM01000", "CRM02500"]


@pytest.mark.parametrize("site_id", NEAR)
def test_near_pairs_and_ecological_exposure(whole, sql, site_id):
    known = {zone: km for zone, _, _, km in _distances(sql, site_id) if km <= 50}
    pairs = measures.near_pairs(whole, within_km=50)
    pairs = pairs[pairs["site_id"] == site_id].set_index("zone_id")["distance_km"]
    assert pairs.to_dict() == pytest.approx(known, abs=0.02)
    nearest = measures.ecological_exposure(whole)
    nearest = nearest.loc[nearest["site_id"] == site_id, "distance_km"].tolist()
    assert nearest == pytest.approx([min(known.values())] if known else [], abs=0.02)


@pytest.mark.parametrize(
    "category",
    ["protected area", "world heritage (natural)", "rainforest", "salt-flat wetland", "deep-sea"],
)
def test_sites_by_category(whole, sql, category):
    """Sites inside outlines, by plain geometry, one zone after the other."""
    places = ask(sql, "select site_id, cast(longitude as real), cast(latitude as real) from sites")
    ids = [row[0] for row in places]
    points = shapely.points([row[1:] for row in places])
    inside = set()
    for values, shape in _zones():
        if values["category"] == category and values["geometry_kind"] == "polygon":
            inside |= {ids[i] for i in shapely.intersects(shape, points).nonzero()[0]}
    table = measures.sites_by_category(whole)
    rows = table[(table["category"] == category) & (table["shape"] == "outline")]
    assert rows["inside"].sum() == len(inside)


@pytest.mark.parametrize("iso3", ["FIN", "CAN", "BRA", "AUS", "COD"])
def test_most_exposed(whole, sql, iso3):
    sites = [row[0] for row in ask(sql, "select site_id from sites where iso3 = :iso3", iso3=iso3)]
    near = set(measures.near_pairs(whole, within_km=5)["site_id"])  # itself tested above
    table = measures.most_exposed(whole, within_km=5, by="hosts")
    rows = table[table["id"] == iso3]
    known = len(near & set(sites))
    assert (rows["count"].tolist(), rows["of"].tolist()) == ([known], [len(sites)])


@pytest.mark.parametrize(
    "table", ["sites", "agreements", "measures", "standard_adherence", "production"]
)
def test_coverage(whole, sql, table):
    row = row_of(measures.coverage(whole), table=table)
    assert row["rows"] == one(sql, f"select count(*) from {table}")
    columns = {column[1] for column in ask(sql, f"pragma table_info({table})")}
    for column, name, value in (
        ("provenance", "unverified", "unverified"),
        ("provenance", "source_read", "source page read"),
        ("confidence", "low_confidence", "low"),
    ):
        if column in columns:
            assert row[name] == one(
                sql, f"select count(*) from {table} where {column} = :value", value=value
            )


@pytest.mark.parametrize(
    "region",
    [
        "Middle Africa",
        "Northern Europe",
        "South America",
        "Eastern Asia",
        "Australia and New Zealand",
    ],
)
def test_coverage_by_region(whole, sql, region):
    with open(GEODATA / "countries.geojson", encoding="utf-8") as file:
        features = json.load(file)["features"]
    codes = [f["properties"]["iso_a3"] for f in features if f["properties"]["region"] == region]
    codes += (
        ["GUF"] if region == "South America" else []
    )  # French Guiana is drawn as a part of France
    among = ", ".join(f"'{code}'" for code in codes if code)
    row = row_of(measures.coverage_by_region(whole), region=region)
    for column, where in (
        ("sites", "1"),
        ("status_unknown", "status = 'unknown'"),
        ("owner_unknown", "owner = ''"),
        ("low_confidence", "confidence = 'low'"),
    ):
        assert row[column] == one(
            sql, f"select count(*) from sites where iso3 in ({among}) and {where}"
        ), column


def test_coverage_by_source(whole, sql):
    table = measures.coverage_by_source(whole)
    named = dict(ask(sql, "select value, count(distinct id) from site_source group by value"))
    with open(GEODATA / "sources.csv", encoding="utf-8", newline="") as file:
        for source in [row["source_id"] for row in csv.DictReader(file)]:
            assert row_of(table, source_id=source)["sites"] == named.get(source, 0), source


def test_a_day_in_the_past_changes_supply_under_agreement(whole, sql):
    """Before the EU signed with Chile nothing bound it: the date reaches the second way too."""
    known = parts_under_agreement(sql, mineral="Lithium", stage="mine", bloc="EU", day="2020-06-30")
    day = date(2020, 6, 30)
    table = measures.supply_under_agreement(whole.filter(Filters(as_of=day)), as_of=day)
    assert row_of(table, mineral="Lithium", stage="mine")[list(known)].to_dict() == pytest.approx(
        known
    )

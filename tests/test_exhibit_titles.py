"""Every number and quantity word of an exhibit's title, counted again from its rows."""

import random
import re
from collections import Counter, defaultdict
from datetime import date
from itertools import pairwise

import pytest

from crmmap import Filters
from crmmap.describe.profiles import name_of
from crmmap.draw.charts.catalogue import EXHIBITS
from crmmap.draw.charts.setting import Setting
from tests.shipped import WHOLE

MODES = ("cooperative", "competitive", "binding", "coercive")


def pct(share):
    return f"{100 * share:.0f}%"


def quantity_word(counts):
    """The words that are true of the largest group, and its numbers."""
    total, top = sum(counts.values()), max(counts.values())
    first = [kind for kind in counts if counts[kind] == top]
    if top == total:
        return (first[0],)
    if len(first) > 1:
        return "largest groups", f"{top} of {total} each", *first
    return ("most are" if 2 * top > total else "largest group", f"{top} of {total}", first[0])


def together(rows, keep, of):
    """For each value of a column how many different values of another stand beside it."""
    found = defaultdict(set)
    for row in rows:
        found[row[keep]].add(row[of])
    return Counter({key: len(values) for key, values in found.items()})


def heat(_, rows):
    refined = [row for row in rows if row["stage"] == "refinery"]
    if len(refined) < 2:
        return (rows[-1]["band"],)
    china = sum(row["leader"] == "CHN" and row["top_1"] > 0.5 for row in refined)
    return (f"half of {china} of the {len(refined)} minerals",)


def strategic(_, rows):
    known = [row for row in rows if row["leads"] == row["leads"] and row["leads"] is not None]
    return (f"{sum(bool(row['leads']) for row in known)} of the {len(known)} ",)


def producers(_, rows):
    known = [row for row in rows if row["share"] == row["share"]]
    named = sorted((row["share"] for row in known if row["iso3"] != "OTH"), reverse=True)
    top = named[0] / max(1.0, sum(row["share"] for row in known))
    few = sum(row["iso3"] != "OTH" for row in rows) < 3
    return (pct(top if few or top >= 0.9 else min(1.0, sum(named[:3]))),)


def mine_to_refine(_, rows):
    return tuple(pct(max(row[stage] or 0 for row in rows)) for stage in ("mine", "refinery"))


def reserves(_, rows):
    most = max(row["reserves"] for row in rows)
    return tuple(row["country"] for row in rows if row["reserves"] == most)[:2]


def imports(_, rows):
    world = Counter()
    for row in rows:
        world[row["product"]] += row["value_kusd"]
    product = world.most_common(1)[0][0]
    by = Counter()
    for row in rows:
        if row["product"] == product:
            by[row["importer"]] += row["value_kusd"]
    if max(by.values()) < 20_000:
        return ("None of the importers compared",)
    buyers = [buyer for buyer in by if by[buyer] >= 20_000]
    sellers = Counter(
        max(
            (row for row in rows if (row["importer"], row["product"]) == (buyer, product)),
            key=lambda row: row["value_kusd"],
        )["exporter_name"]
        for buyer in buyers
    )
    times = max(sellers.values())
    said = f"all {len(buyers)} " if times == len(buyers) else f"{times} of the {len(buyers)} "
    if len(buyers) == 1:
        said = next(row["importer_name"] for row in rows if row["importer"] == buyers[0])
    return said, sorted(one for one in sellers if sellers[one] == times)[0], product


def one_importer(_, rows):
    total = rows[0]["total_kusd"]
    first = max(rows, key=lambda row: row["value_kusd"])
    return first["exporter_name"], pct(first["value_kusd"] / total)


def ahead(_, rows):
    first, last = (choose(rows, key=lambda row: row["year"]) for choose in (min, max))
    said = [first["leader_name"], pct(first["top_1"]), str(first["year"]), str(last["year"])]
    if last["leader"] != first["leader"]:
        return *said, f"{last['leader_name']} leads then with {pct(last['top_1'])}"
    return *said, f"{pct(last['top_1'])} in {last['year']}"


def wanted(_, rows):
    times = [row["times"] for row in rows if row["year"] == 2040]
    return (f"{min(times):.1f} to {max(times):.1f} times",)


def place_imports(_, rows):
    if len(rows) <= 2:
        return tuple(f"{row['product']} {pct(row['top_share'])}" for row in rows)
    half = sum(row["top_share"] > 0.5 for row in rows)
    return (f"Of {len(rows)} imported products, {half} come{'s' if half == 1 else ' '}",)


def index(_, rows):
    led = Counter(row["leader_refinery"] for row in rows if row["leader_refinery"])
    most = f"of {max(led.values())} of the {sum(led.values())} whose" if led else "mineral"
    return f"{len(rows)} mineral", most


def over_time(_, rows):
    first, last = {}, {}
    for row in sorted(rows, key=lambda row: row["year"]):
        first.setdefault(row["stage"], row)
        last[row["stage"]] = row
    return tuple(pct(row["top_1"]) for row in (*first.values(), *last.values()))


def step_in(_, rows):
    kinds = Counter(row["kind"] for row in rows)
    plants = sum(kinds.values()) - kinds["mine"] - kinds["deposit"]
    working = sum(row["status"] == "operating" for row in rows)
    named = {"mine": kinds["mine"], "deposit": kinds["deposit"], "plant": plants}
    return (*(f"{n:,} {kind}" for kind, n in named.items() if n), f"; {working:,} ")


def reliance(_, rows):
    newest = [row for row in rows if row["year"] == max(row["year"] for row in rows)]
    top = max(newest, key=lambda row: row["reliance"])
    return ("exports more" if top["qualifier"] == "net exporter" else pct(top["reliance"]),)


def supply_beside_demand(_, rows):
    covered = [row["covered"] for row in rows if row["year"] == 2040]
    return pct(min(covered)), pct(max(covered))


def prices(_, rows):
    first, last = (fold(row["year"] for row in rows) for fold in (min, max))
    price = {(row["product"], row["year"]): row["usd_per_t"] for row in rows}
    both = [p for p, year in price if year == first and (p, last) in price]
    times = [price[p, last] / price[p, first] for p in both]
    if len(both) == 1:
        return (f"{times[0]:.1f} times",)
    return f"{len(both)} products", f"{min(times):.1f} and {max(times):.1f} times"


def end_uses(_, rows):
    materials = {row["material"] for row in rows}
    if len(materials) > 1:
        return (f"{len(materials)} materials",)
    return (pct(max(row["share"] for row in rows)),)


def restrictions(s, rows):
    states = s.whole.lookups.measure_states_at(s.filters.as_of)
    running = ("in force", "suspended", "suspension ran out, state not known")
    running += ("reported, not confirmed",)
    on = dict(zip(s.whole.measures["measure_id"], states.isin(running), strict=True))
    return (
        f"{sum(on[row['measure_id']] for row in rows)} export restriction",
        f"{len(rows)} on record",
    )


def near_areas(_, rows):
    near = len({row["site_id"] for row in rows})
    return (f"{near:,} of the",) if near else ()


def of_standards(s, _):
    atlas, mineral = s.of_mineral, s.mineral
    sites = atlas.sites["minerals"].str.split(";").map(lambda cell: mineral in cell).to_numpy()
    own = [m for (_, level), m in atlas.lookups.reach.items() if level in ("site", "company")]
    covered = sum(any(m[i] for m in own) for i in range(len(sites)) if sites[i])
    return (f"{covered:,} of the",) if covered and sites.sum() > 1 else ()


def criticality(_, rows):
    above = sum(r["supply_risk"] >= 1 and r["economic_importance"] >= 2.8 for r in rows)
    return (f"{above} of {len(rows)} assessed material",)


def benchmarks(_, rows):
    third = [r for r in rows if r["benchmark"] == "one third country" and r["met"] is not None]
    third = [r for r in third if r["met"] == r["met"]]
    over = sum(r["share"] > 0.65 for r in third)
    return (f"for {over} of the {len(third)} strategic material",)


def period(_, rows):
    deals = Counter(row["change"] for row in rows if row["kind"] == "agreement")
    acts = len({row["id"] for row in rows if row["kind"] == "measure"})
    events = sum(row["kind"] == "event" for row in rows)
    counts = [
        *((n, "agreement") for n in deals.values()),
        (acts, "trade measure"),
        (events, "event"),
    ]
    return tuple(f"{n} {what}" for n, what in counts if n)


def actors(_, rows):
    return tuple(f" {row['agreements']}" for row in rows)


def timeline(_, rows):
    signed = [
        row
        for row in rows
        if row["lane"] not in ("Measures", "Events")
        and row["date"] >= "2017"
        and row["status"] not in ("announced", "negotiating")
    ]
    if not signed:
        return ("No agreement signed since 2017",)
    years = Counter(row["date"][:4] for row in signed)
    most = max(years.values())
    return (
        f"{len(signed)} agreement",
        f"one year: {most}",
        *(year for year in years if years[year] == most),
    )


def live(_, rows):
    counts = {mode: rows[-1][f"live_{mode}"] for mode in MODES}
    total = sum(counts.values())
    return (f"{total} agreement", *(quantity_word(counts) if total else ()))


def splintering(_, rows):
    known = [row for row in rows if row["new"] > 0 and row["year"] >= 2021]
    ends = [known[0], known[-1]] if len(known) > 1 else known
    return tuple(
        f"{pct(row['new_splintering'] / row['new'])} ({row['new_splintering']} of {row['new']}"
        for row in ends
    )


def network(_, rows):
    by_lead = together(rows, "lead_name", "host_name")
    by_host = together(rows, "host_name", "lead_name")
    several = sum(n >= 3 for n in by_host.values())
    return (f" {max(by_lead.values())} partner", *([f"; {several} partner"] if several else []))


def matrix(_, rows):
    by_lead = together(rows, "lead_name", "host_name")
    leads = sorted(by_lead, key=by_lead.get, reverse=True)
    most = max(by_lead.values())
    tied = [lead for lead in leads if by_lead[lead] == most]
    return (f"with {most} partner", "leads " if len(tied) == 1 else "lead ")


def rivals(_, rows):
    most = max(row["rivals"] for row in rows)
    countries = "country" if len(rows) == 1 else "countries"
    tied = sum(row["rivals"] == most for row in rows)
    more = [f"with {most} of them", *([f"{tied - 3} more"] if tied > 4 else [])]
    return (f"{len(rows)} {countries}", *(more if most > 2 else []))


def lens(_, rows):
    partners = {party for row in rows for party in row["with"].split(", ")}
    counts = Counter(row["mode"] for row in rows)
    return (f"{len(rows)} agreement", f"{len(partners)} partner", *quantity_word(counts))


def imposed(s, rows):
    own = sum(row["imposing"] == s.one("host") for row in rows)
    aimed = len(rows) - own
    return (f"imposes {own} measure", *([f"; {aimed} measure"] if aimed else []))


def blocs(_, rows):
    held, of = Counter(), Counter(row["bloc"] for row in rows)
    for row in rows:
        held[row["bloc"]] += row["own"] + row["stake"] + row["preference"] > 0.5
    return tuple(
        f"{bloc}, {held[bloc]} {'mineral' if held[bloc] == 1 else 'minerals'} of {of[bloc]}"
        for bloc in of
    )


def categories(s, _):
    return (f"of {len(s.shown.sites):,} site",)


def ranking(_, rows):
    return (f"{max(row['count'] for row in rows):,}",)


def cover(s, _):
    covered = set()
    for (_, level), mask in s.shown.lookups.reach.items():
        if level in ("site", "company"):
            covered |= set(s.shown.sites["site_id"][mask])
    return (f"{len(covered)} of the {len(s.shown.sites):,} site",)


def not_covered(_, rows):
    large = [row for row in rows if row["sites"] >= 20] or rows
    worst = max(row["not_covered"] / row["sites"] for row in large)
    return (pct(worst),)


def supply(_, rows):
    by = defaultdict(list)
    for row in rows:
        by[row["standard_id"]].append(row["share_of_mining"])
    medians = []
    for values in by.values():
        ordered, half = sorted(values), len(values) // 2
        medians.append(
            ordered[half] if len(values) % 2 else (ordered[half - 1] + ordered[half]) / 2
        )
    return (f"{pct(max(medians))} or more",)


def provisions(s, rows):
    counts = Counter()
    for row in rows:
        counts[row["provision"]] += row["agreements"]
    most = max(counts.values())
    tied = [name for name in counts if counts[name] == most]
    if len(tied) > 1:
        return (f"{most} times each" if most > 1 else "once each", *tied)
    return (tied[0], f"{most} of {len(s.shown.agreements)} agreement")


def trust(_, rows):
    known = [r["share_of_mining"] for r in rows if r["share_of_mining"] == r["share_of_mining"]]
    return (f"{sum(share > 0.5 for share in known)} of {len(known)} mineral",)


def demands(_, rows):
    law = sum(row["bindingness"].startswith("law") for row in rows)
    return (f"{law} of {len(rows)} standard",)


def place_sites(_, rows):
    unknown = sum(row["status"] == "unknown" for row in rows)
    known = ", all of known status"
    return (f"{len(rows):,} site", f"status of {unknown:,} " if unknown else known)


def place_shares(_, rows):
    return (pct(max(row["share"] for row in rows)),)


def two_places(setting, rows):
    """The larger of each series, of all rows."""
    best = {}
    for row in sorted(rows, key=lambda row: -row["share"]):
        best.setdefault(row["series"], row["place"])
    counts = Counter(best.values())
    first, second = (name_of(WHOLE, place) for place in setting.places)
    of = (
        f"{len(best)} mineral and stage," if len(best) == 1 else f"{len(best)} minerals and stages,"
    )
    return (
        f"Of {of}",
        f"{first} supplies more of {counts[first] or 'none'}",
        f"{second} of {counts[second] or 'none'}",
    )


def place_agreements(_, rows):
    live = [row for row in rows if row["state"] == "live"]
    binding = sum(row["legal_force"] == "binding" for row in live)
    return (f"{len(live)} live agreement", f"{binding} binding", f"{len(rows)} on record")


def place_zones(_, rows):
    circles = sum(row["geometry_kind"] == "point" for row in rows)
    return (f"{len(rows)} protected", f"{circles} of them")


def place_standards(_, rows):
    by_state = {row["standard_id"] for row in rows if row["subject_kind"] == "country"}
    return (f"{len(by_state)} standard", f"{len(rows)} record")


def many(what):
    return lambda _, rows: (f"{len(rows)} {what}",)


def regions(_, rows):
    unknown, all_ = (sum(row[key] for row in rows) for key in ("status_unknown", "sites"))
    return (pct(unknown / all_), f"{all_:,} site")


COUNTED = {
    "choke_points/index": index,
    "choke_points/heat": heat,
    "choke_points/strategic": strategic,
    "choke_points/mine-to-refine": mine_to_refine,
    "choke_points/producers-mine": producers,
    "choke_points/producers-refinery": producers,
    "choke_points/reserves": reserves,
    "choke_points/history": over_time,
    "choke_points/step-in": step_in,
    "choke_points/sources": one_importer,
    "choke_points/imports": imports,
    "choke_points/reliance": reliance,
    "choke_points/outlook-mine": ahead,
    "choke_points/outlook-refinery": ahead,
    "choke_points/demand": wanted,
    "choke_points/balance": supply_beside_demand,
    "choke_points/prices": prices,
    "choke_points/end-uses": end_uses,
    "choke_points/agreements": place_agreements,
    "choke_points/measures": restrictions,
    "choke_points/standards": of_standards,
    "choke_points/nature": near_areas,
    "choke_points/gaps": many("gap"),
    "choke_points/criticality": criticality,
    "choke_points/benchmarks": benchmarks,
    "diplomacy/period": period,
    "diplomacy/timeline": timeline,
    "diplomacy/live": live,
    "diplomacy/splintering": splintering,
    "diplomacy/network": network,
    "diplomacy/matrix": matrix,
    "diplomacy/rivals": rivals,
    "diplomacy/lens": lens,
    "diplomacy/imposed": imposed,
    "diplomacy/blocs": blocs,
    "nature/categories": categories,
    **{f"nature/{by}": ranking for by in ("sites", "zones", "hosts", "minerals")},
    "governance/cover": cover,
    "governance/not-covered": not_covered,
    "governance/supply": supply,
    "governance/provisions": provisions,
    "governance/trust": trust,
    "governance/demands": demands,
    "places/sites": place_sites,
    "places/shares": place_shares,
    "places/compare": two_places,
    "places/actors": actors,
    "places/imports": place_imports,
    "places/agreements": place_agreements,
    "places/measures": many("measure"),
    "places/standards": place_standards,
    "places/zones": place_zones,
    "places/events": many("dated event"),
    "coverage/regions": regions,
}
ELSEWHERE = {
    "places/paper",
    "coverage/tables",
    "coverage/sources",
    "coverage/entities",
    "coverage/classification",
    "coverage/news",
    "coverage/rules",
    "scenarios/indicators",
    "scenarios/imports",
    "scenarios/balance",
    "scenarios/changes",
}
"""No filter changes them; test_coverage.py and tests/scenarios count them."""


def drawn(number):
    """Filter sets as users make them, some of them narrow."""
    rng = random.Random(20261125)
    minerals = sorted(set(WHOLE.minerals["mineral"]))
    blocs = sorted(set(WHOLE.bloc_members["bloc_id"]))
    regions = sorted(set(WHOLE.countries["region"]) - {""})
    countries = sorted(WHOLE.lookups.region_of)
    choices = {
        "minerals": lambda: tuple(rng.sample(minerals, rng.choice([1, 1, 2, 5]))),
        "blocs": lambda: (rng.choice(blocs),),
        "regions": lambda: (rng.choice(regions),),
        "countries": lambda: tuple(rng.sample(countries, rng.choice([1, 1, 3]))),
        "kinds": lambda: (rng.choice(["mine", "smelter", "refinery", "recycling plant"]),),
        "modes": lambda: (rng.choice(MODES),),
        "legal_force": lambda: (rng.choice(["binding", "mixed", "non-binding"]),),
        "near_km": lambda: rng.choice([0.0, 5.0, 25.0]),
        "as_of": lambda: date(rng.choice([2019, 2022, 2024, 2025]), rng.choice([2, 7, 12]), 1),
    }
    for _ in range(number):
        names = rng.sample(sorted(choices), rng.choice([1, 2, 2, 3]))
        yield Filters.default().but(**{name: choices[name]() for name in names})


FILTERS = [Filters.default(), *drawn(24)]
PLURAL_OF_ONE = re.compile(
    r"(?<![\d,.])1 (?:agreements|sites|mines|countries|minerals|partners|areas|zones|measures"
    r"|standards|records|events|materials|provisions|parties)\b"
)


def test_every_exhibit_is_counted_here_or_elsewhere():
    assert set(EXHIBITS) == set(COUNTED) | ELSEWHERE


EVERY = [{"detail": (one,)} for one in sorted(set(WHOLE.minerals["mineral"]))]
OF_A_MINERAL = (
    "history",
    "step-in",
    "reliance",
    "balance",
    "prices",
    "end-uses",
    "agreements",
    "measures",
    "standards",
    "nature",
    "gaps",
)
AHEAD = [{"detail": (one,)} for one in ("Cobalt", "Copper", "Graphite", "Lithium", "Nickel")]
PLACES = ("country:DEU", "country:USA", "country:JPN", "bloc:EU", "bloc:FORGE", "region:Europe")
OWN = {
    "diplomacy/period": [
        {"from": (first,), "to": (last,)}
        for first, last in (
            ("2025-03-01", "2025-06-30"),
            ("2025-06-30", "2025-03-01"),
            ("2000-01-01", "2040-12-31"),
            ("2025-04-04", "2025-04-04"),
        )
    ],
    "places/actors": [
        {"place": (place,), "actors": actors}
        for place in ("country:ZMB", "country:COD", "bloc:AU", "region:Middle Africa")
        for actors in (("EU", "CHINA"), ("US",), ("EU", "CHINA", "US", "FORGE"))
    ],
    **{f"choke_points/{name}": EVERY for name in OF_A_MINERAL},
    **dict.fromkeys(("choke_points/outlook-mine", "choke_points/outlook-refinery"), AHEAD),
    **dict.fromkeys(("choke_points/imports", "choke_points/demand"), AHEAD),
    "choke_points/sources": [
        {"detail": (one,), "importer": (importer,)}
        for one in ("Cobalt", "Gallium", "Rare earths", "Caesium")
        for importer in ("USA", "FIN", "NORDIC", "TUV")
    ],
    "places/imports": [{"place": (place,)} for place in PLACES],
    "places/compare": [
        {"place": (one,), "beside": (other,)} for one, other in pairwise((*PLACES, "country:TUV"))
    ],
}
"""What a page lets choose beside the filters, where that is what an exhibit hangs on."""


@pytest.mark.slow
@pytest.mark.parametrize("name", COUNTED)
def test_a_title_says_what_its_rows_hold(name):
    chosen = [(filters, {}) for filters in FILTERS]
    chosen += [(Filters.default(), own) for own in OWN.get(name, [])]
    for filters, own in chosen:
        setting = Setting(WHOLE, filters, own=own)
        exhibit = EXHIBITS[name](setting)
        title = exhibit.title
        assert not PLURAL_OF_ONE.search(title), (title, filters)
        assert not re.search(r"\bnan\b|None\b(?! of)|  |_", title), (title, filters)
        assert title[0].isupper() or title[0].isdigit(), (title, filters)
        rows = exhibit.rows.to_dict("records")
        if exhibit.source and rows:
            heeded = Setting(WHOLE, EXHIBITS[name].heeded(filters), own=own)
            for said in map(str, COUNTED[name](heeded, rows)):
                alone = r"(?<![\d,.])" if said[0].isdigit() else ""
                assert re.search(alone + re.escape(said), title), (said, title, filters)

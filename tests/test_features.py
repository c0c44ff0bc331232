"""Rows by OGC API – Features, asked by programs for maps that know nothing of crmmap."""

import json
import subprocess
import sys
import time
from urllib.parse import quote

import pytest
from owslib.ogcapi.features import Features

from crmmap import Filters
from tests.service import fetch, start_service, stop
from tests.shipped import WHOLE

pytestmark = pytest.mark.slow


@pytest.fixture(scope="module")
def root(tmp_path_factory):
    folder = tmp_path_factory.mktemp("features")
    server, url = start_service(folder, "--base-path", "/minerals", CRMMAP_API_PER_MINUTE="1000")
    yield f"{url}/ogc"
    stop(server)


def matched(root, collection, **words):
    query = "&".join(f"{name}={quote(value)}" for name, value in words.items())
    status, _, content = fetch(f"{root}/collections/{collection}/items?resulttype=hits&{query}")
    assert status == 200, content
    return json.loads(content)["numberMatched"]


def test_gdal_reads_every_row(root):
    """As QGIS does; in a process of its own, for ours lets GDAL ask no host."""
    program = (
        "import pyogrio, sys\n"
        "for name in ('sites', 'areas', 'agreements'):\n"
        "    print(len(pyogrio.read_dataframe('OAPIF:' + sys.argv[1], layer=name)))\n"
    )
    done = subprocess.run(
        [sys.executable, "-c", program, root], capture_output=True, text=True, check=True
    )
    assert [int(line) for line in done.stdout.split()] == [
        len(WHOLE.sites),
        len(WHOLE.zones),
        len(WHOLE.agreements),
    ]


def test_owslib_finds_collections_rows_and_what_they_can_be_asked_by(root):
    service = Features(root)
    assert service.feature_collections() == ["sites", "areas", "agreements"]
    near = service.collection_items("sites", bbox=[25, -12, 28, -10], limit=1000)
    sites = WHOLE.sites
    inside = sites["longitude"].between(25, 28) & sites["latitude"].between(-12, -10)
    assert {one["id"] for one in near["features"]} == set(sites.loc[inside, "site_id"])
    for one in near["features"]:
        assert one["properties"]["licence"] and one["properties"]["attribution"]
    assert "minerals" in service.collection_queryables("sites")["properties"]
    kamoa = service.collection_item("sites", "CRM03667")
    assert kamoa["properties"]["name"] == "Kamoa-Kakula"


def test_rows_are_chosen_by_the_map_s_words_by_columns_by_conditions_and_by_days(root, sql):
    def count(table, condition):
        return sql.execute(f"SELECT count(*) FROM {table} WHERE {condition}").fetchone()[0]

    lithium = WHOLE.filter(Filters(minerals=("Lithium",), blocs=("EU",)))
    assert matched(root, "sites", mineral="Lithium", bloc="EU") == len(lithium.sites)
    chile = count("sites", "iso3 = 'CHL' AND status = 'operating'")
    assert matched(root, "sites", iso3="CHL", status="operating") == chile > 0
    condition = "minerals LIKE '%Cobalt%' AND {} < -10"
    cobalt = count("sites", condition.format("CAST(latitude AS REAL)"))  # plain SQL has texts
    assert matched(root, "sites", filter=condition.format("latitude")) == cobalt > 0
    since = count("agreements", "signed_date >= '2025'")
    assert matched(root, "agreements", datetime="2025-01-01/..") == since
    day = count("agreements", "signed_date = '2025-04-30'")
    assert matched(root, "agreements", datetime="2025-04-30") == day > 0
    year = count("agreements", "signed_date LIKE '2023%'")
    assert matched(root, "agreements", datetime="2023") == year > 0
    of_year = count("sites", "CAST(as_of_year AS REAL) = 2017")
    assert matched(root, "sites", as_of_year="2017") == of_year > 0
    pacific = count("sites", "abs(CAST(longitude AS REAL)) >= 170")
    assert matched(root, "sites", bbox="170,-90,-170,90") == pacific > 0
    assert matched(root, "sites", q="kamoa") == count("sites", "name LIKE '%kamoa%'") > 0


def test_pages_follow_each_other_in_order(root):
    address = f"{root}/collections/areas/items?limit=700&sortby=-area_km2&properties=name"
    found = []
    while address:
        page = json.loads(fetch(address)[2])
        found += page["features"]
        links = {link["rel"]: link["href"] for link in page["links"]}
        assert links["self"].startswith("http://127.0.0.1") and "/minerals/ogc/" in links["self"]
        address = links.get("next")
    zones = WHOLE.zones.sort_values("area_km2", ascending=False, kind="stable")
    assert [one["id"] for one in found] == zones["zone_id"].tolist()
    assert set(found[0]["properties"]) == {"name"}


@pytest.mark.parametrize(
    ("path", "status", "says"),
    [
        ("/collections/sites/items?foo=1", 400, "foo: not known. Ask by a column"),
        ("/collections/sites/items?mineral=Unobtainium", 400, "Unobtainium"),
        ("/collections/sites/items?filter=" + quote("nope = 1"), 400, "can't be worked out"),
        ("/collections/sites/items?filter=" + quote("(("), 400, "Bad CQL text"),
        ("/collections/sites/items?bbox=1,2", 400, "bbox"),
        ("/collections/sites/items?sortby=", 400, "can't be asked so"),
        ("/collections/sites/items?latitude=north", 400, "this column holds numbers"),
        ("/collections/agreements/items?datetime=foo", 400, "give a day such as"),
        (
            "/collections/agreements/items?filter="
            + quote("signed_date AFTER 2025-01-01T00:00:00Z"),
            400,
            "compare days with < and > as texts",
        ),
        ("/collections/sites/items?filter=" + quote("name = '" + "x" * 3000 + "'"), 400, "at most"),
        ("/collections/sites/items?limit=many", 400, "limit value should be an integer"),
        ("/collections/sites/items/CRM0", 404, "sites has no row CRM0"),
        ("/collections/mines/items", 404, "Collection not found"),
        ("?f=html", 400, "f=html is not known"),
    ],
)
def test_what_is_not_there_is_said(root, path, status, says):
    got, _, content = fetch(root + path)
    assert got == status and says in json.loads(content)["description"]


def test_a_pattern_keeps_nobody_waiting(root):
    """One that goes back for each sign would take minutes."""
    started = time.monotonic()
    assert matched(root, "sites", filter=f"note LIKE '{'%e' * 40}%ZQ'") == 0
    assert matched(root, "sites", filter="name ILIKE 'KAMOA%KULA'") == 1
    assert time.monotonic() - started < 20


def test_the_description_names_only_what_is_served(root):
    described = json.loads(fetch(f"{root}/openapi")[2])
    assert not [path for path in described["paths"] if "jobs" in path or "processes" in path]
    assert "html" not in json.dumps(described["components"]["parameters"]["f"])


def test_an_answer_claims_nothing_that_does_not_hold_and_is_not_sent_twice(root):
    status, headers, content = fetch(f"{root}/conformance")
    claims = json.loads(content)["conformsTo"]
    assert status == 200 and any(one.endswith("features-1/1.0/conf/core") for one in claims)
    assert not any(one.endswith(("conf/html", "create-replace-delete")) for one in claims)
    assert b"text/html" not in fetch(root)[2]
    assert fetch(f"{root}/conformance", If_None_Match=headers["etag"])[0] == 304

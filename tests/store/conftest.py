import json
import re
import shutil
from itertools import count

import pytest
from bench.postgis import cluster, there_is
from sqlalchemy import create_engine, text

from crmmap.schema.tables import TABLES
from crmmap.store.folder_store import FolderStore
from crmmap.store.postgis.base import engine
from crmmap.store.postgis.postgis_store import PostgisStore
from crmmap.store.table_files import copy_tables
from tests.shipped import GEODATA

LONG = ("trade_flows", "import_reliance", "governance_wgi", "outlook_demand")
ROWS = 40
KAMOA = "CRM03667"
_NUMBERS = count()


@pytest.fixture(scope="session")
def small(tmp_path_factory):
    """The shipped tables, with some rows alone of the longest, for each check reads them all."""
    folder = tmp_path_factory.mktemp("small") / "tables"
    copy_tables(GEODATA, folder)
    for name in LONG:
        path = folder / TABLES[name].file
        path.write_text("".join(path.read_text("utf-8").splitlines(keepends=True)[:ROWS]), "utf-8")
    sites = folder / TABLES["sites"].file
    others = "".join(path.read_text("utf-8") for path in folder.glob("*.csv") if path != sites)
    named = {*re.findall(r"CRM\d+", others), KAMOA}
    head, *rows = sites.read_text("utf-8").splitlines(keepends=True)
    sites.write_text("".join([head, *(row for row in rows if row[: len(KAMOA)] in named)]), "utf-8")
    zones = folder / TABLES["zones"].file
    tree = json.loads(zones.read_text("utf-8"))
    zones.write_text(json.dumps(tree | {"features": tree["features"][:ROWS]}), "utf-8")
    return folder


@pytest.fixture(scope="session")
def first(small, tmp_path_factory):
    """The folder of a store with one snapshot, to be copied."""
    folder = tmp_path_factory.mktemp("first") / "store"
    FolderStore.create(folder, small, by="ann")
    return folder


@pytest.fixture
def store(first, tmp_path):
    """A store of the test's own."""
    shutil.copytree(first, tmp_path / "store")
    return FolderStore(tmp_path / "store")


@pytest.fixture(scope="session")
def databases():
    """Gives the address of a database by its name; the cluster is gone afterwards."""
    if not there_is():
        pytest.skip("PostgreSQL with PostGIS is missing; install postgresql-postgis")
    with cluster() as folder:
        yield lambda name: f"postgresql://postgres@/{name}?host={folder}"


@pytest.fixture(scope="session")
def first_database(small, databases):
    """The name of a database with a store with one snapshot, to be copied."""
    _ask(databases("postgres"), "CREATE DATABASE first")
    PostgisStore.create(databases("first"), small, by="ann")
    engine(databases("first")).dispose()  # a database is copied while nobody uses it
    return "first"


@pytest.fixture
def database(databases, first_database, tmp_path, monkeypatch):
    """The address of a database of the test's own, with a store with one snapshot."""
    monkeypatch.setenv("XDG_CACHE_HOME", str(tmp_path / "cache"))
    name = f"test{next(_NUMBERS)}"
    _ask(databases("postgres"), f"CREATE DATABASE {name} TEMPLATE {first_database}")
    yield databases(name)
    engine(databases(name)).dispose()
    _ask(databases("postgres"), f"DROP DATABASE {name} WITH (FORCE)")


@pytest.fixture(params=["folder", "database"])
def either(request):
    """A store of the test's own, in a folder and in a database."""
    if request.param == "folder":
        return request.getfixturevalue("store")
    return PostgisStore(request.getfixturevalue("database"))


def _ask(address, statement):
    at_once = create_engine(address.replace("postgresql:", "postgresql+psycopg:", 1))
    with at_once.connect().execution_options(isolation_level="AUTOCOMMIT") as base:
        base.execute(text(statement))
    at_once.dispose()

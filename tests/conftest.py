import pytest

from crmmap import load
from crmmap.cli import options
from tests.shipped import WHOLE, database


def pytest_collection_modifyitems(items):
    """All tests below ``browser`` drive one."""
    for item in items:
        if "browser" in item.path.parts:
            item.add_marker(pytest.mark.browser)


@pytest.fixture(scope="session")
def whole():
    """The shipped Atlas."""
    return WHOLE


@pytest.fixture(autouse=True)
def loaded_once(monkeypatch):
    """A command that runs in the process of the tests does not load the shipped tables anew."""

    def loaded(folder, **known):
        return WHOLE if folder is None else load(folder, **known)

    monkeypatch.setattr(options, "load", loaded)


@pytest.fixture(scope="session")
def sql():
    """The shipped files as plain SQL tables."""
    return database()

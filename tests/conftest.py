import pytest

from crmmap import load
from tests.shipped import database


@pytest.fixture(scope="session")
def whole():
    """The shipped Atlas."""
    return load()


@pytest.fixture(scope="session")
def sql():
    """The shipped files as plain SQL tables."""
    return database()

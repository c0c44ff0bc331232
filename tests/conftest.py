import pytest

from crmmap import load


@pytest.fixture(scope="session")
def whole():
    """The shipped Atlas."""
    return load()

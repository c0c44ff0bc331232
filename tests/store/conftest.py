import shutil

import pytest

from crmmap.store.folder_store import FolderStore
from tests.shipped import GEODATA


@pytest.fixture(scope="session")
def first(tmp_path_factory):
    """The folder of a store with one snapshot, to be copied."""
    folder = tmp_path_factory.mktemp("first") / "store"
    FolderStore.create(folder, GEODATA, by="ann")
    return folder


@pytest.fixture
def store(first, tmp_path):
    """A store of the test's own."""
    shutil.copytree(first, tmp_path / "store")
    return FolderStore(tmp_path / "store")

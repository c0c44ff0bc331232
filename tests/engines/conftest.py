import warnings

import pytest

from crmmap.engines import engine_of


@pytest.fixture(scope="package")
def cluster():
    """A dask cluster of two workers on this machine."""
    from distributed import LocalCluster

    with (
        warnings.catch_warnings(),
        LocalCluster(
            n_workers=2, threads_per_worker=1, processes=True, dashboard_address=":0"
        ) as running,
    ):
        yield running


@pytest.fixture(params=["here", "processes:2", "dask"])
def engine(request):
    """Each engine in turn."""
    if request.param == "dask":
        return engine_of(f"dask:{request.getfixturevalue('cluster').scheduler_address}")
    return engine_of(request.param)

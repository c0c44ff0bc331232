"""One Streamlit page for each peer and size, as `BENCH_PEER` and `BENCH_SIZE` name them. A box
turns the same filter on and off.
"""

from __future__ import annotations

import gc
import os
import sys
import time
from pathlib import Path

begun = time.perf_counter()

import streamlit as st  # noqa: E402 - the clock runs from the first line

sys.path.insert(0, str(Path(__file__).resolve().parents[1]))

from bench.datasets import dataset  # noqa: E402
from bench.peers import PEERS  # noqa: E402

HEIGHT = 560


@st.cache_resource(show_spinner=False)
def data(size: str):
    """Read once for all runs, and kept out of the collection of garbage after each, as our app
    does for all pages.
    """
    read = dataset(size)
    gc.freeze()
    return read


peer, size = os.environ["BENCH_PEER"], os.environ["BENCH_SIZE"]
st.set_page_config(layout="wide")
on = st.checkbox("Filter", key="filter")
PEERS[peer](data(size), on=on, height=HEIGHT)
with Path(os.environ["BENCH_LOG"]).open("a") as log:
    log.write(f"{1000 * (time.perf_counter() - begun):.1f}\n")

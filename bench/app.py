"""The page of a peer. Ours has the routes of map files, and what stands around each answer, as the
app has them.
"""

import os
from pathlib import Path

import streamlit as st

from crmmap.serve import middleware, routes

OURS = os.environ["BENCH_PEER"].startswith("crmmap")
app = st.App(
    Path(__file__).with_name("page.py"),
    routes=routes("") if OURS else [],
    middleware=middleware("") if OURS else [],
)

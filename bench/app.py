"""The page of a peer. Ours has the routes of map files, and what stands around each answer, as the
app has them; of the others nothing of ours is loaded.
"""

import os
from pathlib import Path

import streamlit as st

PAGE = Path(__file__).with_name("page.py")
if os.environ["BENCH_PEER"].startswith("crmmap"):
    from crmmap.serve import lifespan, middleware, routes

    app = st.App(PAGE, lifespan=lifespan, routes=routes(""), middleware=middleware(""))
else:
    app = st.App(PAGE)

"""The app, for ``streamlit run app.py`` and for any server of ASGI apps, as ``app:app``."""

import streamlit as st

from crmmap.serve import SCRIPT, base_path, lifespan, middleware, routes

base = base_path()
app = st.App(SCRIPT, lifespan=lifespan, routes=routes(base), middleware=middleware(base))

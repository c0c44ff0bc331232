"""The app, for ``streamlit run app.py`` and for any server of ASGI apps, as ``app:app``."""

import streamlit as st

from crmmap.serve import SCRIPT, lifespan, middleware, routes

app = st.App(SCRIPT, lifespan=lifespan, routes=routes(), middleware=middleware())

"""The page of a peer with the route of map files, as our app has it."""

from pathlib import Path

import streamlit as st

from crmmap.serve import routes

app = st.App(Path(__file__).with_name("page.py"), routes=routes())

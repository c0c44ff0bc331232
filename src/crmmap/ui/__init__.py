"""The parts of the pages. Only this package, app.py and pages/ import Streamlit."""

"""Drawings: map layers, legends and charts of an Atlas. They know nothing of Streamlit."""

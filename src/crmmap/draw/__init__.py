"""Drawings: take an Atlas, give a map layer, a legend or a chart. They know nothing of
Streamlit.
"""

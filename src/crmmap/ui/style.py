"""The few rules of style that Streamlit's theme does not know."""

from __future__ import annotations

import streamlit as st

_CSS = """
<style>
[data-testid="stMainBlockContainer"] { padding: 1.6rem 2rem 2rem; max-width: 1720px; }
[class*="st-key-boxes_"] { margin-bottom: 0.35rem; }
[class*="st-key-boxes_"] label { min-height: 1.45rem; padding: 0; }
[class*="st-key-boxes_"] p { font-size: 0.875rem; font-variant-numeric: tabular-nums; }
section[data-testid="stSidebar"] [data-testid="stExpander"] { margin-bottom: -0.4rem; }
h1.crm-sentence { font-size: 1.22rem; font-weight: 600; line-height: 1.35; margin: 0; padding: 0; }
.crm-figures { display: grid; grid-template-columns: repeat(5, minmax(0, 1fr)); gap: 0.6rem; }
.crm-figure { border-left: 3px solid #8c98c9; padding: 0.1rem 0.4rem 0.1rem 0.7rem; display: flex; flex-direction: column; }
.crm-figure b { font-size: 1.35rem; font-variant-numeric: tabular-nums; line-height: 1.25; }
.crm-figure span { font-size: 0.82rem; line-height: 1.3; }
.crm-figure small { font-size: 0.72rem; opacity: 0.75; line-height: 1.3; margin-top: 0.15rem; }
ul.crm-legend { list-style: none; margin: 0 !important; padding: 0 !important; font-size: 0.78rem; line-height: 1.5; }
ul.crm-legend li { margin: 0 !important; padding: 0 !important; display: flex; align-items: center; gap: 0.45rem; }
.crm-legend img { flex: none; }
.crm-facts { display: grid; grid-template-columns: minmax(5rem, 34%) 1fr; gap: 0.15rem 0.6rem; margin: 0; font-size: 0.84rem; }
.crm-facts dt { opacity: 0.75; font-weight: 400; }
.crm-facts dd { margin: 0; overflow-wrap: anywhere; font-variant-numeric: tabular-nums; }
.st-key-panel button[kind="tertiary"] { justify-content: flex-start; text-align: left; padding: 0; min-height: 1.5rem; }
.st-key-panel [data-testid="stVerticalBlock"] { gap: 0.35rem; }
.st-key-panel h4 { padding: 0; font-size: 1.08rem; overflow-wrap: anywhere; }
.st-key-panel p { font-size: 0.86rem; }
.st-key-chips button { min-height: 1.7rem; padding: 0 0.6rem; border-radius: 1rem; }
@media (max-width: 900px) {
  .crm-figures { grid-template-columns: repeat(2, minmax(0, 1fr)); }
  [data-testid="stMainBlockContainer"] { padding: 3.2rem 0.8rem 1rem; }
}
@media (max-width: 600px) { h1.crm-sentence { font-size: 1.02rem; } }
@media print { section[data-testid="stSidebar"], [data-testid="stHeader"], .st-key-search { display: none; } }
</style>
"""


def apply() -> None:
    """Add them to the page."""
    st.html(_CSS)

"""The few rules of style that Streamlit's theme does not know."""

from __future__ import annotations

import streamlit as st

_CSS = """
<style>
[data-testid="stMainBlockContainer"] { padding: 4.4rem 2rem 2rem; max-width: 1720px; }
[class*="st-key-boxes_"] { margin-bottom: 0.35rem; }
[class*="st-key-boxes_"] label { min-height: 1.45rem; padding: 0; }
[class*="st-key-boxes_"] p { font-size: 0.875rem; font-variant-numeric: tabular-nums; }
[data-testid="stCaptionContainer"], [data-testid="stCaptionContainer"] p { color: inherit; opacity: 0.85; }
[data-testid="stCaptionContainer"] p { opacity: 1; }
section[data-testid="stSidebar"] [data-testid="stExpander"] { margin-bottom: -0.4rem; }
h1.crm-sentence { font-size: 1.22rem; font-weight: 600; line-height: 1.35; margin: 0; padding: 0; }
.crm-figures { display: grid; grid-template-columns: repeat(5, minmax(0, 1fr)); gap: 0.6rem; }
.crm-figure { border-left: 3px solid #8c98c9; padding: 0.1rem 0.4rem 0.1rem 0.7rem; }
.crm-figure > * { display: block; }
.crm-figure b { font-size: 1.35rem; font-variant-numeric: tabular-nums; line-height: 1.25; }
.crm-figure span { font-size: 0.82rem; line-height: 1.3; }
.crm-figure small { font-size: 0.72rem; opacity: 0.75; line-height: 1.3; margin-top: 0.15rem; }
ul.crm-legend { list-style: none; margin: 0 !important; padding: 0 !important; font-size: 0.78rem; line-height: 1.5; }
ul.crm-legend li { margin: 0 !important; padding: 0 !important; display: flex; align-items: center; gap: 0.45rem; }
.crm-legend img { flex: none; }
dl.crm-facts, dl.crm-facts * { margin: 0 !important; padding: 0 !important; }
.crm-facts { display: grid; grid-template-columns: minmax(5rem, 34%) 1fr; gap: 0.15rem 0.6rem; font-size: 0.84rem; }
.crm-facts dt { opacity: 0.75; font-weight: 400; }
.crm-facts dd { overflow-wrap: anywhere; font-variant-numeric: tabular-nums; }
.st-key-legend [data-testid="stPopoverButton"] { padding: 0 0.2rem; min-height: 1.6rem; }
.st-key-panel, .st-key-panel [data-testid="stVerticalBlock"] { gap: 0.3rem; }
.st-key-panel button[kind="tertiary"] { justify-content: flex-start; text-align: left; padding: 0; min-height: 1.5rem; }
.st-key-panel button[kind="tertiary"] p {
  text-decoration: underline; text-decoration-style: dotted; text-underline-offset: 3px;
}
.st-key-panel .st-key-close_panel button p { text-decoration: none; }
.st-key-panel strong { display: block; margin-top: 0.5rem; }
.st-key-panel > * { flex-shrink: 0; }
.st-key-panel [data-testid="stHorizontalBlock"] { flex-wrap: nowrap; }
.st-key-panel [data-testid="stColumn"] { min-width: 0; }
.st-key-panel h4 { padding: 0 0 0.3rem; font-size: 1.08rem; overflow-wrap: anywhere; }
.st-key-panel p { font-size: 0.86rem; }
[class*="st-key-exhibit_"] h4 { font-size: 1.12rem; line-height: 1.35; padding: 0.2rem 0 0.4rem; }
[class*="st-key-exhibit_"] { gap: 0.5rem; }
[data-testid="stVegaLiteChart"] { overflow-x: auto; }
.st-key-scenario_assumptions p, .st-key-scenario_assumptions li { font-size: 0.86rem; line-height: 1.45; }
.st-key-chips button { min-height: 1.7rem; padding: 0 0.6rem; border-radius: 1rem; }
[class*="st-key-area_"] { position: relative; }
[class*="st-key-area_"] :has(> .crm-behind-map), [class*="st-key-area_"] > :has(.crm-behind-map) {
  position: absolute; inset: 0; height: 0;
}
[data-testid="stElementToolbarButton"]:has(button[aria-label^="Download as CSV"]) { display: none; }
.st-key-kept_by_browser { position: absolute; height: 0; overflow: hidden; }
.crm-behind-map { margin: 0; padding: 6rem 15% 0; text-align: center; opacity: 0.8; }
[class*="st-key-area_"] iframe { position: relative; z-index: 1; }
[class*="st-key-area_"] [data-testid="stSkeleton"] { background: none; }
@media (min-width: 901px) {
  [data-testid="stColumn"]:has(.st-key-scenario_side) {
    position: sticky; top: 4.2rem; align-self: flex-start; max-height: calc(100vh - 5rem); overflow-y: auto;
  }
}
@media (max-width: 900px) {
  .crm-figures { display: flex; overflow-x: auto; scroll-snap-type: x proximity; padding-bottom: 0.3rem; }
  .crm-figure { flex: 0 0 62%; max-width: 15rem; scroll-snap-align: start; }
  [data-testid="stMainBlockContainer"] { padding: 4.2rem 0.8rem 1rem; }
  [data-testid="stMainBlockContainer"] [data-testid="stHorizontalBlock"] { gap: 0.5rem; }
}
@media (max-width: 600px) {
  h1.crm-sentence { font-size: 1.02rem; }
  [data-testid="stMainBlockContainer"] > [data-testid="stVerticalBlock"] { gap: 0.6rem; }
}
@media print {
  section[data-testid="stSidebar"], [data-testid="stHeader"], .st-key-search, [class*="st-key-chip"],
  [class*="st-key-rows_"], [class*="st-key-places_place"], [class*="st-key-places_beside"] { display: none !important; }
  [data-testid="stMainBlockContainer"] { padding: 0; zoom: 0.8; }
  [class*="st-key-exhibit_"] { break-inside: avoid; gap: 0.2rem; }
  [class*="st-key-exhibit_"] h4 { font-size: 0.95rem; padding: 0; }
  .crm-facts, [data-testid="stCaptionContainer"] p { font-size: 0.72rem; line-height: 1.25; }
  [data-testid="stVerticalBlock"] { gap: 0.5rem; }
}
</style>
"""


_DARK = """
<style>
[data-variant="segmented_control"][data-selected="true"] p, [data-testid="stSliderThumbValue"] p { color: #B5C1F5; }
</style>
"""
"""The accent as a colour of text is too dark there."""


def apply() -> None:
    """Add them to the page."""
    st.html(_CSS)
    if st.context.theme.type == "dark":
        st.html(_DARK)

"""The few rules of style that Streamlit's theme does not know."""

from __future__ import annotations

import streamlit as st

_CSS = """
<style>
[data-testid="stMainBlockContainer"] { padding: 4.1rem 1.2rem 2rem; }
[data-testid="stMainBlockContainer"] > [data-testid="stVerticalBlock"] { gap: 0.55rem; }
[data-testid="stHeader"] [data-testid="stLogo"] { height: 2.4rem; }
.st-key-bar { border-bottom: 1px solid #8c98c955; padding-bottom: 0.5rem; }
.st-key-bar label p { font-size: 0.8rem; font-weight: 600; }
.st-key-bar [data-testid="stWidgetLabel"] { min-height: 1.2rem; margin-bottom: 0.1rem; }
.st-key-bar [data-testid="stPopoverButton"] { white-space: nowrap; }
.st-key-search_box {
  position: fixed !important; top: 0.55rem; right: 4.2rem; z-index: 999992; width: min(300px, 24vw) !important;
}
[data-testid="stPopoverBody"] { max-width: min(30rem, 94vw); }
.st-key-area_atlas_map iframe { height: max(380px, calc(100vh - 238px)); }
.st-key-answer, .st-key-panel {
  gap: 0.5rem; max-height: max(420px, calc(100vh - 190px)); overflow-y: auto; padding-right: 0.3rem;
}
.st-key-answer > *, .st-key-panel > * { flex-shrink: 0; }
.st-key-answer h2 { font-size: 0.95rem; line-height: 1.3; font-weight: 600; padding: 0 0 0.4rem; }
.st-key-answer button[kind="tertiary"] {
  justify-content: flex-start; text-align: left; padding: 0.1rem 0; min-height: 1.4rem;
}
.st-key-answer button[kind="tertiary"] p { font-size: 0.92rem; line-height: 1.4; }
.st-key-answer button[kind="tertiary"]:hover p { text-decoration: underline; }
[class*="st-key-line_"] { border-top: 1px solid #8c98c933; padding-top: 0.35rem; }
ol.crm-ranking { list-style: none; margin: 0 !important; padding: 0 !important; }
ol.crm-ranking li {
  display: grid; grid-template-columns: 1fr auto; margin: 0 0 0.4rem !important; padding: 0 !important;
  font-size: 0.95rem; line-height: 1.3;
}
ol.crm-ranking b { font-variant-numeric: tabular-nums; }
ol.crm-ranking i { grid-column: 1 / 3; height: 6px; background: #3B4D8F; border-radius: 1px; min-width: 2px; }
[class*="st-key-boxes_"] { margin-bottom: 0.35rem; }
[class*="st-key-boxes_"] label { min-height: 1.45rem; padding: 0; }
[class*="st-key-boxes_"] p { font-size: 0.875rem; font-variant-numeric: tabular-nums; }
[data-testid="stCaptionContainer"], [data-testid="stCaptionContainer"] p { color: inherit; opacity: 0.85; }
[data-testid="stCaptionContainer"] p { opacity: 1; }
h1.crm-sentence { font-size: 1.55rem; font-weight: 650; line-height: 1.25; margin: 0; padding: 0; }
dl.crm-facts, dl.crm-facts * { margin: 0 !important; padding: 0 !important; }
.crm-facts { display: grid; grid-template-columns: minmax(5rem, 34%) 1fr; gap: 0.15rem 0.6rem; font-size: 0.84rem; }
.crm-facts dt { opacity: 0.75; font-weight: 400; }
.crm-facts dd { overflow-wrap: anywhere; font-variant-numeric: tabular-nums; }
.st-key-panel button[kind="tertiary"] { justify-content: flex-start; text-align: left; padding: 0; min-height: 1.5rem; }
.st-key-panel button[kind="tertiary"] p {
  text-decoration: underline; text-decoration-style: dotted; text-underline-offset: 3px;
}
.st-key-panel .st-key-close_panel button p { text-decoration: none; }
.st-key-panel strong { display: block; margin-top: 0.5rem; }
.st-key-panel [data-testid="stHorizontalBlock"] { flex-wrap: nowrap; }
.st-key-panel [data-testid="stColumn"] { min-width: 0; }
.st-key-panel h4 { padding: 0 0 0.3rem; font-size: 1.08rem; overflow-wrap: anywhere; }
.st-key-panel p { font-size: 0.86rem; }
[class*="st-key-exhibit_"] h4 { font-size: 1.12rem; line-height: 1.35; padding: 0.2rem 0 0.4rem; }
[class*="st-key-exhibit_"] { gap: 0.5rem; }
[data-testid="stVegaLiteChart"] { overflow-x: auto; }
.st-key-scenario_assumptions p, .st-key-scenario_assumptions li { font-size: 0.86rem; line-height: 1.45; }
[class*="st-key-area_"] { position: relative; gap: 0; }
[data-testid="stColumn"]:has(.st-key-themes) > [data-testid="stVerticalBlock"] { gap: 0.3rem; }
[class*="st-key-area_"] :has(> .crm-behind-map), [class*="st-key-area_"] > :has(.crm-behind-map) {
  position: absolute; inset: 0; height: 0;
}
[data-testid="stElementToolbarButton"]:has(button[aria-label^="Download as CSV"]) { display: none; }
.st-key-kept_by_browser { position: absolute; height: 0; overflow: hidden; }
.crm-behind-map { margin: 0; padding: 6rem 15% 0; text-align: center; opacity: 0.8; }
.crm-behind-map span { display: block; opacity: 0; animation: crm-late 0.1s linear 20s forwards; }
@keyframes crm-late { to { opacity: 1; } }
[class*="st-key-area_"] iframe { position: relative; z-index: 1; }
[class*="st-key-area_"] [data-testid="stSkeleton"] { background: none; }
@media (min-width: 901px) {
  [data-testid="stColumn"]:has(.st-key-scenario_side) {
    position: sticky; top: 4.2rem; align-self: flex-start; max-height: calc(100vh - 5rem); overflow-y: auto;
  }
}
@media (max-width: 1000px) {
  .st-key-bar { flex-wrap: nowrap !important; overflow-x: auto; scrollbar-width: thin; }
  .st-key-bar > * { flex: none; }
  .st-key-search_box { position: static !important; width: 100% !important; }
  [data-testid="stHorizontalBlock"]:has(.st-key-area_atlas_map) { flex-direction: column; }
  [data-testid="stHorizontalBlock"]:has(.st-key-area_atlas_map) > [data-testid="stColumn"] { width: 100%; flex: none; }
  .st-key-answer, .st-key-panel { max-height: none; }
  .st-key-area_atlas_map iframe { height: max(260px, 40vh); }
}
@media (max-width: 900px) {
      [data-testid="stMainBlockContainer"] { padding: 4.2rem 0.8rem 1rem; }
  [data-testid="stMainBlockContainer"] [data-testid="stHorizontalBlock"] { gap: 0.5rem; }
}
@media (max-width: 600px) {
  h1.crm-sentence { font-size: 1.15rem; }
  .st-key-themes { flex-wrap: nowrap !important; overflow-x: auto; }
  .st-key-themes > * { flex: none; }
  [data-testid="stMainBlockContainer"] > [data-testid="stVerticalBlock"] { gap: 0.6rem; }
}
@media print {
  [data-testid="stHeader"], .st-key-bar, .st-key-search_box, .st-key-themes, .st-key-questions, .st-key-open_table,
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
ol.crm-ranking i { background: #B5C1F5; }
[data-variant="segmented_control"][data-selected="true"] p, [data-testid="stSliderThumbValue"] p { color: #B5C1F5; }
</style>
"""
"""The accent as a colour of text is too dark there."""


def apply() -> None:
    """Add them to the page."""
    st.html(_CSS)
    if st.context.theme.type == "dark":
        st.html(_DARK)

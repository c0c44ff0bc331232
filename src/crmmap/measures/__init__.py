"""Measures: nouns that take an Atlas and give a table."""

from crmmap.measures.access import access, exposure
from crmmap.measures.concentration import concentration, shares
from crmmap.measures.diplomacy import diplomacy
from crmmap.measures.ecology import ecological_exposure
from crmmap.measures.governance import governance

__all__ = ["access", "concentration", "diplomacy", "ecological_exposure", "exposure", "governance", "shares"]

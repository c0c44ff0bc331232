"""Where an Atlas comes from: a folder of tables, a snapshot of it, or a store that has many."""

from crmmap.store.read import origin_of, read_tables

__all__ = ["origin_of", "read_tables"]

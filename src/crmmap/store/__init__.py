"""Where an Atlas comes from: a folder of tables, a snapshot of it, or a store that has many."""

from crmmap.store.read import create_store, origin_of, read_tables, settled, store_at, upgrade_store

__all__ = ["create_store", "origin_of", "read_tables", "settled", "store_at", "upgrade_store"]

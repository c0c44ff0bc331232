"""A store in PostgreSQL with PostGIS, where several people edit and any program for maps can look.

It needs the packages of the extra ``postgis``.
"""

"""The region's lake: what schools publish, pseudonymised, and the figures of it.

Start with `tables.sql` (what lies there) and `publishing.py` (how it comes there). Only
`facts/*.sql` reads a school's own tables; nothing here may name a person.
"""

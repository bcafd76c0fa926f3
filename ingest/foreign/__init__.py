"""Journals we did not make: teachers' own workbooks, exports of the official systems.

Start with `facts.py`, what every layout is read into. Layouts are data, one file each,
in `ingest/layouts/`. Nothing here writes to the ledger but `importing.py`.
"""

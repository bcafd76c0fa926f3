"""The archive: sealed packages of closed journals, readable without this program.

Start reading in `packages.py`: which are owed, which are registered. `bag.py` writes and
compares BagIt folders and knows nothing of schools; `tables.py` is the ledger part.
Forms are no business of this room: `dashboards.archive` gathers and draws them.
"""

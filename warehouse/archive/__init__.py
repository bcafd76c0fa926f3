"""The archive: sealed packages of closed journals, readable without this program.

Start reading in `owing.py`: what is to be made. `packages.py` is the register, `bag.py`
writes and compares BagIt folders and knows nothing of schools, `tables.py` makes the
ledger part. Forms are no business here: `dashboards.archive` gathers and draws them.
"""

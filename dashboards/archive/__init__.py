"""Archive packages: what goes into one, who makes it when, the page that shows them.

Start reading in `making.py`: one package from closing to register. `contents.py`
gathers forms, tables and workbooks at one block of the ledger; `keeper.py` makes what
is owed in a thread. The package's format is `warehouse.archive`'s.
"""

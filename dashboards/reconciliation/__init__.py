"""The page *Reconciliation*: the state system's report beside our journal.

Start with `brought.py`, what is read and compared; nothing here writes to the ledger.
"""

"""The write side: from a teacher's or the administration's workbook to the ledger.

Start at `load.py`, which reads as the list of what happens to one upload, then
`workbook.py`, the contract. Pages and SQL models do not belong here.
"""

"""A school from a set-up workbook: its contract, writing, reading, checking, applying.

Start with `contract.py`, which says what the workbook holds. The order of work is
`reader` → `check` → `changes` → `school`. Nothing here knows teachers' journals.
"""

"""The page *Final marks*: given of owed, who owes what, closing, permissions, changes.

Start in `overview.py`. Proposals for a journal page are in `proposals_table.py`.
"""

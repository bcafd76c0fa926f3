"""The page *Movement of students*: entering with a preview, book, lists, head-count.

Start with `sections.py`; `entry_form.py` builds the requests of `ingest.movement`.
"""

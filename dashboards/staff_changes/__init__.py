"""The page *Homeroom and staff*: entering with a preview, register, who was when.

Start with `entry_form.py`; it builds the requests of `ingest.staff_changes`.
"""

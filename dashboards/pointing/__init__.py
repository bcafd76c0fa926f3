"""The page *Layouts of other journals*: where things stand in a sheet nobody knows.

Start with `sheet_section.py`; what is pointed at is `ingest.foreign.pointing`.
"""

"""The returned copy: a teacher's own workbook as it came, marked with what waits.

Start at `copy.py`. Cells are judged elsewhere (`ingest.load`), here only shown.
"""

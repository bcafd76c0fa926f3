"""The summary sheet (§2.9): plain data, tables of the page, figures explained.

Start at `sheet_data.py`: what a sheet holds, for the page and for printing alike.
Nothing here asks the database but `sheet_reading.read_sheet`.
"""

"""The diary's week on one sheet of A4 (§1.6): of a class on paper, of a child as PDF.

Start with `week.py`, which says what a sheet is made of; `drawing.py` puts it into
words, `dashboards/forms/week_sheet.typ` draws it. It is no document: it has no code and
stands in no register of forms.
"""

"""Marks from another school: in words and tables, and the page that enters them.

`stated.py` is what sheets, cards, reports and the diary show; `entry_form.py` and
`register_table.py` are the page *Marks from another school*.
"""

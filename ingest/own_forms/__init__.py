"""The school's own XLSX forms: named cells are filled, all else stays as it is.

Start at `names.py` (what may be named) and `shelf.py` (where forms are kept). A form
is a stranger's file: only the child process of `child.py` opens it.
"""

"""Homeroom and staff changes in mid-year (§2.2, 2.3): what passes on, to whom, when.

Start with `entering.py`. Each deed is a request that draws up the edits of the set-up;
the set-up's own rooms check, apply, seal and take back.
"""

"""The demo school: an invented school that works like a real one, made from a seed.

Start at `build.py`. Nothing here may be needed by a real school: the demo goes through
the same set-up workbook, templates and hand-ins as everybody else.
"""

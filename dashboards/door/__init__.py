"""How people and programs come in: the guard, log-in, sessions, tokens at doors.

Start with `guard.py` (every request), then `login.py` and `entering.py` (the steps of a
log-in). What a person may open is `dashboards/access.py`; nothing here draws a page.
"""

"""The server's own log: what happened, how long, where it failed; nobody's data.

Start with `events.py` (what may be said), then `lines.py` (how a line looks) and
`setting_up.py`. Who looked at whose data is the log of access (`warehouse.access.log`).
"""

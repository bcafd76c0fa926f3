"""The monthly export of summary sheets (§2.12): start with `making.py`, its one deed.

`months.py` says which months are due, `shelf.py` where files lie, `act.py` what the
deputy's act says; the schedule, the page and the command line ask `making.export`.
"""

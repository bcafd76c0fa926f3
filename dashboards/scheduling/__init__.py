"""What the server does on its own at set times: start with `jobs.py`, the list.

`times.py` says when a job is due by the school's clock, `scheduler.py` runs it exactly
once for each such time, `telling.py` keeps what it says. Jobs lie in their own rooms.
"""

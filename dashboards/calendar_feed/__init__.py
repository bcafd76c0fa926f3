"""A child's lessons and homework for the calendar of a telephone, by a secret address.

Start with `feed_door.py`, the address; `events.py` says what an event tells, `ics.py`
writes it down as RFC 5545 asks. Marks never come here.
"""

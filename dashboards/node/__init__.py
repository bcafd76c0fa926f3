"""One server process, a node, that serves one school or many, each at its own name.

Start with `by_host.py` (every request), then `schools.py` (which are open), `served.py`
(one of them) and `duties.py` (what it does by itself). `running.py` is the command.
Nothing here knows a school's data: that is the business of the school's own site.
"""

"""The region's pages: districts, schools, how timely, complete and good they are.

Start with `routes.py`; `sights.py` says what each page shows. No student's row, name or
pseudonym may come here: the pages ask `warehouse.region.questions` and nothing else.
"""

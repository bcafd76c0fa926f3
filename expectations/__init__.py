"""What good data is: the catalogue of rules, the grammar of a mark, the suites.

Start at `catalogue.py`. Nothing here reads a file or a database: rules get polars
frames and give back verdicts. Only `suites.py` imports Great Expectations, and only
`check.py` loads it.
"""

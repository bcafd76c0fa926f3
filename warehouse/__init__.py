"""The store: the DuckDB file of one school, its ledger, calendar, models and queries.

Start at `school_folder.py` (a school is one folder), then `ledger.py`. Nothing here
knows Excel, Great Expectations or Streamlit, and nothing here is shown to a person
except through `queries/`.
"""

"""The tests mirror the rooms; start with conftest.py and `ingest/desk.py`."""

"""Fuzzing: hostile and spoiled workbooks; `python -m tests.fuzz` measures them."""

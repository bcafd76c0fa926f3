"""kill -9 at random moments; `python -m tests.crash` runs hundreds of kills."""

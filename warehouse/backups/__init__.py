"""Backups of a school: made while it runs, kept for a term, restored and verified.

Start with `backing_up.back_up`; `manifest.py` says what a backup is. A backup is a
folder that holds the school's files as they lie in the school; the journal's own
history is the ledger's matter, not this room's.
"""

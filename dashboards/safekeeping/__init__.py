"""What the page “Safekeeping” shows and does: verification, receipts, backups.

Start with `verification_view.py`; each section of the page is a module with `show`.
"""

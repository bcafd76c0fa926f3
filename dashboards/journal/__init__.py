"""What the pages under “Journal” are made of: tables, sheets, diary, receipts.

A page itself is a file in `dashboards/app_pages/`.
"""

"""What the pages under “People and access” are made of.

Accounts, slips, breaches, the log of access, personal data, one's own way in. A page
itself is a file in `dashboards/app_pages/`.
"""

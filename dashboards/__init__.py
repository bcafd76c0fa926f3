"""What people look at: the server, who may see what, the pages.

Start at `server.py` (routes and start-up), then `access.py`. A page chooses, queries
and shows; it holds no SQL and no rule of the regulation.
"""

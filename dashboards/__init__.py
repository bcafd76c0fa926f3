"""What people look at: the server, who may see what, the pages.

Start at `server.py` (routes and start-up), then `access.py`. `door/` is how people come
in; `journal/` and `people/` are what the two parts of the menu show. A page chooses,
queries and shows; it holds no SQL and no rule of the regulation.
"""

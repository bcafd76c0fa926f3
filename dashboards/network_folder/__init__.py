"""The network folder (WebDAV, `/dav/`): a teacher's own workbooks; saved is handed in.

Start with `routes.py` (what passes the door), then `books.py` (which copy is served and
what a save does) and `provider.py` (what WsgiDAV is told). Reading and recording are
`ingest`'s; who may come in is `dashboards/door/basic.py`.
"""

"""An installation: several schools, several nodes, one PostgreSQL and one S3.

Start with `settings.py`, then `registry.py` (which schools there are) and
`shared_files.py` (a school's files, the same at every node). The tables of a school in
its lake are no matter of this folder.
"""

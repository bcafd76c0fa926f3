"""A watched folder: whoever saves a workbook there has handed it in.

Start at `watcher.py`. It knows no school and no server: how a workbook is handed in is
given to it (`through_api.py`, or the running server's own way in dashboards).
"""

"""Replaced lessons: chosen, looked at beforehand, listed to print, taken back.

Start at `choosing`; `mine` is what a teacher sees. What is written is in
`ingest.replacing`.
"""

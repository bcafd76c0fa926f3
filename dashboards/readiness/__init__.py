"""Readiness for 5 September (§2.2): begin with `checks`, what is looked at.

What is asked stands in `warehouse.queries.readiness`; no page script here.
"""

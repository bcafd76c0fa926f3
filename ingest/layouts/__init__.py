"""Layouts of foreign journals as data, one TOML file each; docs/foreign-journals.md.

`ingest/foreign/layout.py` loads and checks them. No code lives here.
"""

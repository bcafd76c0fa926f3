"""Printed forms and files to take away: PDF by typst, XLSX by xlsxwriter, CSV.

A form gets finished data and returns bytes; it asks no database and knows no page. A
template (`*.typ`) reads its data as JSON: text of people is never part of its source.
"""

"""Writing: the prefilled workbook that a teacher downloads."""

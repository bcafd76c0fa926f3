"""The page *Set-up of the school*: a changed workbook, the log, taking back."""

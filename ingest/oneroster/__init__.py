"""OneRoster 1.2 CSV: rosters and marks for other systems, and theirs for us.

Start with `tables` (the files and their columns as data). `exporting` writes a package;
`package` reads one tolerantly, `meaning` says what it means for a school, `into_school`
and `into_new` make changes or a new school's set-up of it. No page is drawn here.
"""

"""Teachers' own tables of lesson topics (КТП), as changes of the set-up's plans (§2.6).

`tables` finds the table of a sheet, `columns` proposes what its columns mean, `memory`
keeps what a teacher corrected, `reading` makes topics of rows, `standing` knows which
plan serves which page, `planning` makes changes, `changing` shows, applies and takes
back. What is entered of lessons is never touched here.
"""

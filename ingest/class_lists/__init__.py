"""Lists of classes as schools keep them, in Excel or CSV, as changes of students.

`sheets` reads a list as it is, `columns` proposes what its columns mean, `memory` keeps
what somebody corrected, `people` makes persons of rows, `planning` makes changes.
"""

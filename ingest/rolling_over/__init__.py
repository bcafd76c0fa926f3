"""The next school year out of this one (§2.2): start reading at `proposing`.

The next year is a school folder of its own. What is made of it is a set-up workbook,
checked like any other; nothing here writes into the journal of either year.
"""

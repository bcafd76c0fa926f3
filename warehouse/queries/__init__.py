"""Everything pages read. Start with `choices`; each module is one subject.

Every function takes a viewer and filters in SQL by `person_id`, so a page opened
directly still shows only its own rows. Nothing here writes, and no SQL stands in pages.
"""

"""What kinds of changes and of touched things are called."""

from __future__ import annotations

from expectations.language import N_

KINDS = {
    "workbook": N_("set-up workbook"),
    "page": N_("page"),
    "movement": N_("movement of students"),
    "replacement": N_("replacements"),
    "staff": N_("pages passed on"),
    "plan": N_("lesson plan"),
    "roster": N_("lists and OneRoster"),
    "roll_over": N_("next school year"),
    "undo": N_("change taken back"),
}
PARTS = {
    "rows": N_("Single rows"),
    "workbook": N_("Whole workbook"),
    "clashes": N_("Timetable clashes"),
    "next_year": N_("Next school year"),
}
LESSONS = {
    "added": N_("Lessons added"),
    "removed": N_("Lessons that fall away"),
    "moved": N_("Lessons at another time or in another room"),
    "replanned": N_("Lessons with another topic of the plan"),
}

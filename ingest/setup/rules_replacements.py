"""Rules about single lessons that go otherwise than the timetable says."""

from __future__ import annotations

from expectations.language import N_
from ingest.setup.rule import CRITICAL, WARNING, SetupRule

_SECTION = "§2.3"  # who gives a lesson writes it
_OWES = N_("Who gives a lesson enters it, and owes its entries.")

RULES: tuple[SetupRule, ...] = (
    SetupRule(
        "setup_replaced_by_somebody",
        CRITICAL,
        _SECTION,
        N_("{unit}, {day}, lesson {slot}: nobody is named who gives it."),
        N_("A lesson of another teacher or of merged groups names who gives it."),
        _OWES,
        N_("Write the code of the teacher."),
    ),
    SetupRule(
        "setup_replaced_by_nobody",
        CRITICAL,
        _SECTION,
        N_("{unit}, {day}, lesson {slot}: “{value}” gives a lesson that has no other."),
        N_("A cancelled lesson or one at a distance names nobody who gives it."),
        _OWES,
        N_("Leave the teacher empty, or choose “another teacher”."),
    ),
    SetupRule(
        "setup_moved_somewhere",
        CRITICAL,
        _SECTION,
        N_("{unit}, {day}, lesson {slot}: it is moved, and nothing says where to."),
        N_("A moved lesson has another day, number or room."),
        N_("Without them the lesson stays where it is."),
        N_("Write the day, the number or the room."),
    ),
    SetupRule(
        "setup_only_moved_has_place",
        CRITICAL,
        _SECTION,
        N_("{unit}, {day}, lesson {slot}: only a moved lesson has another place."),
        N_("Another day or number belongs to moved lessons only."),
        N_("Otherwise nobody knows whether the lesson moves."),
        N_("Choose “moved”, or empty the day and the number."),
    ),
    SetupRule(
        "setup_moved_within_period",
        CRITICAL,
        _SECTION,
        N_("{unit}: {value} lies in no reporting period."),
        N_("A lesson is moved to a day of a reporting period."),
        N_("Elsewhere the journal has no place for it."),
        N_("Write a day of a period, not of a vacation."),
    ),
    SetupRule(
        "setup_moved_has_bell",
        CRITICAL,
        _SECTION,
        N_("{unit}, {day}: lesson {to_slot} of shift {shift} has no bell."),
        N_("A lesson is moved to a number that has a bell."),
        N_("Without a time the lesson cannot be in the journal."),
        N_("Add the lesson to the sheet “Bells”, or correct its number."),
    ),
    SetupRule(
        "setup_moved_once",
        CRITICAL,
        _SECTION,
        N_("{unit}, {day}, lesson {slot}: two lessons of a page would be there."),
        N_("No two lessons of a class and subject have the same place."),
        N_("Teachers tell lessons by class, day and number."),
        N_("Move one of the two elsewhere, or cancel it."),
    ),
    SetupRule(
        "setup_replaced_lesson_there",
        WARNING,
        _SECTION,
        N_("{unit}, {subject}: the timetable has no lesson {slot} on {day}."),
        N_("What is replaced is a lesson of the timetable."),
        N_("Otherwise the row changes nothing."),
        N_("Correct the day or the number, or remove the row."),
    ),
)

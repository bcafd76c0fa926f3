"""A student's week in words, as it stands on the sheet."""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING, Any, NamedTuple

from dashboards.diary.marks_view import about, result
from dashboards.diary.messages_block import from_whom
from dashboards.diary.week_view import day_name, week_name
from dashboards.forms.week_sheets import SheetDay, SheetLesson, WeekSheet
from dashboards.journal.figures import number, room_name, short_day
from expectations.frame import NOT_SET
from expectations.language import N_, say
from expectations.marks import shown

if TYPE_CHECKING:
    from collections.abc import Sequence

    from dashboards.weekly_sheets.week import Week

_SCHOOL_DAYS = 5


class Words(NamedTuple):
    """In which language and by which rule of rounding a sheet is written."""

    language: str
    rounding: str

    def say(self, sentence: str, **facts: object) -> str:
        """Translate a sentence for the sheet."""
        return say(sentence, self.language, **facts)


def sheet_of(week: Week, words: Words) -> WeekSheet:
    """Return the sheet of a week; a school of five days has no empty Saturday."""
    periods = week.subjects["period_name"].to_list()
    return WeekSheet(
        student=week.student_name,
        under=words.say(
            N_("Class {unit}, {week} {year}"),
            unit=week.class_id,
            week=week_name(week.monday, words.language),
            year=(week.monday + timedelta(days=6)).year,
        ),
        days=tuple(_days(week, words)),
        messages=tuple(
            (_from_whom(one, words), one["value_text"])
            for one in week.messages.iter_rows(named=True)
        ),
        homework=tuple(
            (
                day_name(one["due_on"], words.language),
                one["subject_name"],
                one["homework"],
            )
            for one in week.homework.iter_rows(named=True)
        ),
        subjects=tuple(
            (
                one["subject_name"],
                number(one["average"], words.language, 2, words.rounding),
                str(one["count_marks"]),
            )
            for one in week.subjects.iter_rows(named=True)
            if one["grading"] != "none" or one["count_marks"]
        ),
        period=words.say(N_("Averages: {period}"), period=periods[0])
        if periods
        else "",
        absences=_absences(week.lessons.rows(named=True), words),
    )


def _days(week: Week, words: Words) -> list[SheetDay]:
    found = []
    for place in range(7):
        on = week.monday + timedelta(days=place)
        held = week.lessons.filter(week.lessons["lesson_on"] == on)
        if held.is_empty() and place >= _SCHOOL_DAYS:
            continue
        lessons = tuple(_lesson(one, words) for one in held.iter_rows(named=True))
        found.append(
            SheetDay(
                day_name(on, words.language), lessons, words.say(N_("No lessons."))
            )
        )
    return found


def _lesson(one: dict[str, Any], words: Words) -> SheetLesson:
    homework = one["homework"] or ""
    mark, kind = result(one) if one["value"] else ("", "")
    is_off = one["status"] == "cancelled"
    return SheetLesson(
        slot=str(one["slot"]),
        subject=one["subject_name"],
        room=room_name(one["room"] or "", words.language),
        topic="" if is_off else one["topic"] or one["planned_topic"] or "",
        homework="" if homework == NOT_SET else homework,
        comment=_comment(one["comment_text"] or "", words),
        about=" · ".join(_about(one, words)),
        mark=mark,
        is_bad=kind == "bad",
        is_off=is_off,
    )


def _comment(text: str, words: Words) -> str:
    return words.say(N_("Comment: {text}"), text=text) if text else ""


def _about(one: dict[str, Any], words: Words) -> list[str]:
    """Return how a lesson goes, what marks are for and were, why it was missed."""
    told = [
        words.say(N_("cancelled")) if one["status"] == "cancelled" else "",
        words.say(N_("at a distance")) if one["is_distance"] else "",
        about(one, words.language),
        _corrected(one, words),
    ]
    return [part for part in told if part]


def _corrected(one: dict[str, Any], words: Words) -> str:
    """Return «исправлено, было: 4»: on paper, too, nothing is changed silently."""
    if not one["former_value"]:
        return ""
    told = (
        N_("corrected, before: {value}")
        if one["value"]
        else N_("taken away, before: {value}")
    )
    return words.say(told, value=shown(one["former_value"]))


def _absences(lessons: Sequence[dict[str, Any]], words: Words) -> str:
    missed = [one["attendance"] for one in lessons if one["is_missed"]]
    late = sum(one["attendance"] == "о" for one in lessons)
    if not missed:
        told = words.say(N_("No lesson was missed in the week."))
    else:
        counts = (
            (N_("Lessons missed in the week: {count}"), len(missed)),
            (N_("ill: {count}"), missed.count("б")),
            (N_("excused: {count}"), missed.count("у")),
        )
        parts = [words.say(one, count=count) for one, count in counts if count]
        told = ", ".join(parts) + "."
    return told + (
        f" {words.say(N_('Came late: {count}.'), count=late)}" if late else ""
    )


def _from_whom(one: dict[str, Any], words: Words) -> str:
    """Return «04.11, Математика. Родителям класса, Морозова И. Л.:»."""
    day = short_day(one["message_on"], words.language)
    place = ", ".join(filter(None, (day, one["subject_name"])))
    return f"{place}. {from_whom(one, words.language)}"

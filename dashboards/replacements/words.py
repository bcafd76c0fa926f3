"""How replacements are said: what happens to a lesson, who gives it, what clashes."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from dashboards.journal.figures import lesson_name, short_name
from expectations.language import N_, say
from ingest.setup.sheets_replacements import REPLACEMENT_KINDS

if TYPE_CHECKING:
    from collections.abc import Mapping

    from ingest.setup.lesson_clashes import LessonClash

AS_EVER = N_("as in the timetable")
KINDS = {"": AS_EVER, **REPLACEMENT_KINDS}
_CLASHES = {
    "teacher": N_("{lesson}: {who} gives “{other}” at the same time."),
    "room": N_("{lesson}: room {who} is taken by “{other}” at the same time."),
    "class": N_(
        "{lesson}: students of {who} have “{other}” at the same time ({count})."
    ),
}
_KEPT = {
    "cancelled": N_(
        "{lesson} holds entries ({count}). They stay in the journal, though the lesson "
        "is cancelled; its teacher may remove them."
    ),
    "moved": N_("{lesson} holds entries ({count}). They go with the lesson."),
}
_KEPT_ELSE = N_(
    "{lesson} holds entries ({count}). They stay; from now on who gives it enters it."
)


def people(names: str) -> str:
    """Return «Осипова А. Б., Рябинин П. О.» of whole names, '' of nobody."""
    return ", ".join(short_name(name) for name in names.split(", ") if name)


def lesson(one: Mapping[str, Any], language: str) -> str:
    """Return «24.11, 3-й урок · 5А · География» of a lesson."""
    place = lesson_name(one["lesson_on"], one["slot"], language)
    return f"{place} · {one['unit_name']} · {one['subject_name']}"


def happens(one: Mapping[str, Any], language: str) -> str:
    """Return what happens to a replaced lesson, with where it goes."""
    told = say(KINDS[one["kind"]], language)
    if one["kind"] != "moved" or one["lesson_on"] is None:
        return told
    if (one["lesson_on"], one["slot"]) == (one["from_on"], one["from_slot"]):
        return say(N_("moved to room {room}"), language, room=one["room"])
    place = lesson_name(one["lesson_on"], one["slot"], language)
    return say(N_("moved: {place}"), language, place=place)


def candidate(one: Mapping[str, Any], language: str) -> str:
    """Return a teacher with why they serve, or why not."""
    name = short_name(one["person_name"])
    if one["busy_with"]:
        return say(
            N_("{name} · has a lesson: {lesson}"),
            language,
            name=name,
            lesson=one["busy_with"],
        )
    facts = [say(N_("same subject"), language)] if one["teaches_subject"] else []
    count = one["count_that_day"]
    facts.append(say(N_("lessons that day: {count}"), language, count=count))
    return " · ".join([name, *facts])


def clash(found: LessonClash, language: str) -> str:
    """Return a clash as a sentence."""
    place = lesson_name(found.lesson_on, found.slot, language)
    return say(
        _CLASHES[found.kind],
        language,
        lesson=f"{found.title}, {place}",
        other=found.other_title,
        who=found.who,
        count=found.count_students,
    )


def kept(kind: str, lesson_words: str, count: int, language: str) -> str:
    """Say what becomes of entries that stand in a lesson already."""
    sentence = _KEPT.get(kind, _KEPT_ELSE)
    return say(sentence, language, lesson=lesson_words, count=count)

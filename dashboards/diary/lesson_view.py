"""One lesson of the diary: when and where, topic, homework, the mark and its story."""

from __future__ import annotations

from collections import defaultdict
from html import escape
from typing import TYPE_CHECKING, Any

from dashboards.diary import messages_block
from dashboards.diary.homework_view import minutes_told
from dashboards.diary.marks_view import about, kind_of, result
from dashboards.journal.figures import clock_time, moment, room_name, short_name
from expectations.frame import NOT_SET
from expectations.language import N_, say
from expectations.marks import shown

if TYPE_CHECKING:
    from datetime import date
    from zoneinfo import ZoneInfo

    from dashboards.diary.asked import Asked
    from dashboards.diary.facts import Facts

_LONGEST_SHORT = len("4/5")  # a longer result is a word


class Lessons:
    """The lessons of a week, each with what belongs to it from the other answers."""

    def __init__(self, facts: Facts, zone: ZoneInfo, asked: Asked) -> None:
        self._zone, self._asked, self._language = zone, asked, asked.language
        self._of_day: dict[date, list[dict[str, Any]]] = defaultdict(list)
        for lesson in facts.lessons.iter_rows(named=True):
            self._of_day[lesson["lesson_on"]].append(lesson)
        self._said: dict[date, list[dict[str, Any]]] = defaultdict(list)
        self._comments: dict[str, list[dict[str, Any]]] = defaultdict(list)
        known = set(facts.lessons["lesson_id"])
        for message in facts.messages.iter_rows(named=True):
            if message["lesson_id"] in known:
                self._comments[message["lesson_id"]].append(message)
            else:
                self._said[message["message_on"]].append(message)
        self._due: dict[tuple[str, date], list[dict[str, Any]]] = defaultdict(list)
        for homework in facts.homework.iter_rows(named=True):
            self._due[homework["page_id"], homework["due_on"]].append(homework)
        self._corrected = {
            one["lesson_id"]: one for one in facts.corrections.iter_rows(named=True)
        }

    def of(self, on: date) -> list[dict[str, Any]]:
        """Return the lessons of a day, in order."""
        return self._of_day[on]

    def said(self, on: date) -> list[dict[str, Any]]:
        """Return the messages of a day, but for the comments at its lessons."""
        return self._said[on]

    def has_news(self, on: date) -> bool:
        """Tell whether a message of the day, or a comment at a lesson, is new."""
        comments = (self._comments.get(one["lesson_id"], []) for one in self.of(on))
        return any(
            one["is_new"] for group in (self.said(on), *comments) for one in group
        )

    def draw_said(self, on: date) -> str:
        """Return the messages of a day as HTML."""
        return messages_block.draw(self.said(on), self._asked, self._zone)

    def draw(self, lesson: dict[str, Any], *, is_over: bool) -> str:
        """Return a lesson's item; of a day that is over nothing is still to be done."""
        is_off = lesson["status"] == "cancelled"
        told = (
            _line(self._say(N_("cancelled")))
            if is_off
            else self._topic(lesson)
            + ("" if is_over else self._to_bring(lesson))
            + self._homework(lesson)
        )
        distance = self._say(N_("at a distance")) if lesson["is_distance"] else ""
        return (
            f"<li{kind_of('gone' if is_off else '')}>"
            f'<div class="when">{self._when(lesson)}</div>'
            f'<div class="what">{_line(lesson["subject_name"], "subject")}'
            f"{_line(distance)}{_line(about(lesson, self._language), 'note')}"
            f"{_line(self._correction(lesson), 'note')}{told}"
            f"{_line(self._comment(lesson), 'comment')}"
            f"{_line(self._who_and_where(lesson), 'note')}</div>"
            f"{_mark(lesson) if lesson['value'] else ''}"
            f"{self._said_at(lesson)}</li>"
        )

    def _comment(self, lesson: dict[str, Any]) -> str:
        """Return what the teacher says to all students of the lesson."""
        text = lesson["comment_text"]
        return self._say(N_("Comment: {text}"), text=text) if text else ""

    def _said_at(self, lesson: dict[str, Any]) -> str:
        """Return comments on the student, below the lesson."""
        said = self._comments.get(lesson["lesson_id"], [])
        drawn = messages_block.draw(said, self._asked, self._zone)
        return f'<div class="said">{drawn}</div>' if drawn else ""

    def _when(self, lesson: dict[str, Any]) -> str:
        begins = clock_time(lesson["starts_at"], self._zone, self._language)
        ends = clock_time(lesson["ends_at"], self._zone, self._language)
        return f"<b>{lesson['slot']}</b>{begins}<br>{ends}"

    def _who_and_where(self, lesson: dict[str, Any]) -> str:
        """Return «Морозова И. Л., Белов П. П. · каб. 12»."""
        names = (lesson["teacher_names"] or "").split(", ")
        told = [", ".join(short_name(name) for name in names if name)]
        if lesson["room"]:
            told.append(room_name(lesson["room"], self._language))
        return " · ".join(filter(None, told))

    def _topic(self, lesson: dict[str, Any]) -> str:
        """Return the topic; one that is only planned is quiet."""
        if lesson["topic"]:
            return _line(lesson["topic"], "topic")
        return _line(lesson["planned_topic"])

    def _to_bring(self, lesson: dict[str, Any]) -> str:
        """Return the homework that is due at the day's first lesson of the subject."""
        due = self._due.pop((lesson["page_id"], lesson["lesson_on"]), [])
        return "".join(
            _line(
                self._say(N_("For this lesson: {homework}"), homework=one["homework"]),
                "homework due",
            )
            for one in due
        )

    def _homework(self, lesson: dict[str, Any]) -> str:
        homework = lesson["homework"] or ""
        if not homework:
            return ""
        if homework == NOT_SET:
            return _line(self._say(N_("no homework")))
        told = self._say(N_("Homework: {homework}"), homework=homework)
        minutes = minutes_told(lesson["homework_minutes"], self._language)
        return _line(f"{told} {minutes}".rstrip(), "homework")

    def _correction(self, lesson: dict[str, Any]) -> str:
        """Return «исправлено 12.11.2026 14:05, было 4»: nothing is changed silently."""
        found = self._corrected.get(lesson["lesson_id"])
        if found is None:
            return ""
        return self._say(
            N_("corrected {moment}, before: {value}")
            if lesson["value"]
            else N_("taken away {moment}, before: {value}"),
            moment=moment(found["corrected_at"], self._zone, self._language),
            value=shown(found["former_value"]),
        )

    def _say(self, sentence: str, **facts: object) -> str:
        return say(sentence, self._language, **facts)


def _mark(lesson: dict[str, Any]) -> str:
    text, kind = result(lesson)
    is_word = "" if len(text) <= _LONGEST_SHORT else " word"
    return f'<div class="mark{is_word} {kind}">{escape(text)}</div>'


def _line(text: str | None, kind: str = "quiet") -> str:
    return f'<div class="{kind}">{escape(text)}</div>' if text else ""

"""The diary: what is to be done first, then the week, then the period's subjects."""

from __future__ import annotations

from html import escape
from typing import TYPE_CHECKING

import polars as pl

from dashboards.diary import (
    attendance_view,
    choice_view,
    elsewhere_view,
    homework_view,
    news_block,
    seen_block,
    subjects_view,
    week_view,
)
from dashboards.outside_marks import stated
from expectations.language import N_, say
from warehouse.rounding import rule_of

if TYPE_CHECKING:
    from dashboards.diary.asked import Asked
    from dashboards.diary.facts import Facts
    from warehouse.school_folder import School


def draw(school: School, asked: Asked, facts: Facts) -> str:
    """Return the page's content for the child and week that are asked for."""
    parts = [
        _heading(asked),
        choice_view.refused(asked),
        choice_view.children(asked, unread_of=facts.unread_of),
        news_block.draw(facts.unread, asked),
        _to_do(facts, asked),
        choice_view.week(asked),
        choice_view.days(asked),
        _week(facts, asked, school),
        _seen(facts, asked, school),
        _subjects(facts, asked, school),
        _outside(facts, asked),
        elsewhere_view.draw(asked),
    ]
    return "\n".join(filter(None, parts))


def _heading(asked: Asked) -> str:
    words = N_("{student}, class {unit}")
    child = asked.child
    told = say(words, asked.language, student=child.name, unit=child.class_id)
    title = say(N_("Diary"), asked.language)
    return f'<h1>{escape(title)}</h1><p class="whose">{escape(told)}</p>'


def _to_do(facts: Facts, asked: Asked) -> str:
    if asked.monday != asked.this_monday or asked.day is not None:
        return ""
    return homework_view.draw(facts.homework, asked.today, asked.language)


def _week(facts: Facts, asked: Asked, school: School) -> str:
    if facts.lessons.is_empty() and facts.messages.is_empty():
        words = (
            N_("No lessons are planned yet.")
            if asked.periods.is_empty()
            else N_("No lessons this week.")
        )
        return f'<p class="quiet">{escape(say(words, asked.language))}</p>'
    return week_view.draw(facts, asked, school.timezone)


def _seen(facts: Facts, asked: Asked, school: School) -> str:
    """Return the parent's mark under a whole week; one day is not signed."""
    if asked.day is not None or asked.periods.is_empty():
        return ""
    return seen_block.draw(facts.seen, asked, school.timezone, may_mark=facts.may_mark)


def _subjects(facts: Facts, asked: Asked, school: School) -> str:
    subjects = _with_figures(facts.subjects)
    if subjects.is_empty():
        return ""
    language = asked.language
    caption = say(N_("Subjects: {period}"), language, period=facts.period_name)
    legend = say(
        N_(
            "н: missed, б: ill, у: excused, о: late. The average is over all marks of "
            "the period; “4/5” is two marks."
        ),
        language,
    )
    rule = rule_of(school.database)
    return (
        f"<h2>{escape(caption)}</h2>"
        f"{subjects_view.draw(subjects, facts.marks, language, caption, rule)}"
        f"{attendance_view.draw(facts.subjects, language)}"
        f'<p class="legend">{escape(legend)}</p>'
    )


def _with_figures(subjects: pl.DataFrame) -> pl.DataFrame:
    """Leave out what has no marks by rule (grade 1) and nothing else to tell of."""
    return subjects.filter(
        (pl.col("grading") != "none")
        | (pl.sum_horizontal("count_marks", "count_missed", "count_late") > 0)
        | pl.col("final").is_not_null()
    )


def _outside(facts: Facts, asked: Asked) -> str:
    if facts.outside.is_empty():
        return ""
    title = escape(say(N_("Marks from another school"), asked.language))
    marks = stated.of_frame(facts.outside)
    told = stated.draw(marks, asked.language, with_names=False)
    return f"<h2>{title}</h2>{told}"

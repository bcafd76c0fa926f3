"""What a student's week is made of: of a class for its sheets, of one's own child.

Both ways answer the same frames, so that paper and PDF tell the same.
"""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING, NamedTuple

from warehouse.queries import diary, paper

if TYPE_CHECKING:
    from collections.abc import Collection
    from datetime import date

    import polars as pl

    from warehouse.database import Database
    from warehouse.viewer import Viewer


class Week(NamedTuple):
    """One student's week; frames as `warehouse.queries.paper` describes them."""

    student_name: str
    class_id: str
    monday: date
    lessons: pl.DataFrame
    messages: pl.DataFrame
    homework: pl.DataFrame
    subjects: pl.DataFrame


def of_class(
    database: Database,
    viewer: Viewer,
    class_id: str,
    monday: date,
    today: date,
    student_ids: Collection[str],
) -> list[Week]:
    """Return the week of these students of a class, by name."""
    told = paper.families(database, viewer, class_id)
    lessons = paper.lessons(database, viewer, class_id, monday)
    messages = paper.messages(database, viewer, class_id, monday)
    homework = paper.homework(database, viewer, class_id, looked_on(monday, today))
    subjects = paper.subjects(database, viewer, class_id, looked_on(monday, today))
    return [
        Week(
            name,
            class_id,
            monday,
            lessons.filter(lessons["student_id"] == student_id),
            messages.filter(messages["student_id"] == student_id),
            homework.filter(homework["student_id"] == student_id),
            subjects.filter(subjects["student_id"] == student_id),
        )
        for student_id, name in told.select("student_id", "student_name").iter_rows()
        if student_id in student_ids
    ]


def of_child(
    database: Database,
    viewer: Viewer,
    child: tuple[str, str, str],
    monday: date,
    today: date,
) -> Week:
    """Return a week of the viewer's own child: student_id, name and class."""
    student_id, name, class_id = child
    on = looked_on(monday, today)
    return Week(
        name,
        class_id,
        monday,
        diary.week(database, viewer, student_id, monday).join(
            diary.corrections(database, viewer, student_id, monday).select(
                "lesson_id", "former_value"
            ),
            on="lesson_id",
            how="left",
            maintain_order="left",
        ),
        diary.messages(database, viewer, student_id, monday),
        paper.homework_of_child(database, viewer, student_id, on),
        paper.subjects_of_child(database, viewer, student_id, on),
    )


def looked_on(monday: date, today: date) -> date:
    """Return the day from which a week is looked at: today, or a past week's Sunday."""
    return min(max(today, monday), monday + timedelta(days=6))

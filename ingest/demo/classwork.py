"""What teachers write besides marks: work types, homework, messages."""

from __future__ import annotations

import functools
from typing import NamedTuple

from ingest.demo.plans import lesson_plans_table


class Work(NamedTuple):
    """What is marked in a lesson: its work type and how many present get a mark.

    A written work is marked for everyone who wrote it (§2.5).
    """

    work_type_id: str
    share: float
    second_type_id: str = ""
    is_written: bool = False


_BY_TOPIC = (  # first match wins
    ("Контрольный диктант", Work("dictation", 1, "dictation", is_written=True)),
    ("Контрольная работа", Work("test", 1, is_written=True)),
    ("Progress Check", Work("test", 1, is_written=True)),
    ("Сочинение", Work("composition", 1, "composition", is_written=True)),
    ("Проверочная работа", Work("verification", 1, is_written=True)),
    ("Тест", Work("quiz", 1, is_written=True)),
    ("Сдача нормативов", Work("norm", 1)),
    ("Самостоятельная работа", Work("independent", 1, is_written=True)),
    ("Лабораторная работа", Work("laboratory", 1, is_written=True)),
    ("Практическая работа", Work("practical", 1, is_written=True)),
    ("Выставка работ", Work("creative", 1)),
    ("Творческая работа", Work("creative", 0.8)),
    ("Выразительное чтение", Work("reading", 0.35)),
    ("Защита", Work("project", 0.8)),
)
_OF_SUBJECT = {
    "ФК": Work("norm", 0.25),
    "ИЗО": Work("creative", 0.35),
    "МУЗ": Work("class_work", 0.25),
    "ТРУД": Work("class_work", 0.3),
    "ИНФ": Work("class_work", 0.35),
    "ПРОЕКТ": Work("credit", 0.3),
    "ОДНК": Work("credit", 0.2),
}
_USUAL = (
    Work("answer", 0.16),
    Work("answer", 0.2),
    Work("class_work", 0.18),
    Work("homework", 0.2),
)
CLASS_MESSAGES = (
    "Уважаемые родители! На следующей неделе контрольная работа, "
    "повторите, пожалуйста, с детьми пройденное.",
    "Просьба принести на следующий урок тетрадь для контрольных работ.",
    "Экскурсия в краеведческий музей переносится на следующую пятницу.",
    "Родительское собрание состоится в четверг в 18:00 в кабинете класса.",
    "Не забудьте сменную обувь и спортивную форму.",
)
STUDENT_MESSAGES = (
    "Прошу обратить внимание на выполнение домашних заданий.",
    "Спасибо за активную работу на уроке!",
    "Не сдана самостоятельная работа, можно написать её в четверг после уроков.",
    "Забыт учебник, прошу проверять портфель накануне.",
    "Отличная подготовка к уроку, так держать!",
)


def work_of(topic: str, subject_id: str, position: int) -> Work:
    """Return what is marked in the lesson with this topic."""
    for words, work in _BY_TOPIC:
        if words in topic:
            return work
    return _OF_SUBJECT.get(subject_id, _USUAL[position % len(_USUAL)])


def planned_homework(subject_id: str, grade: int, topic: str) -> str:
    """Return the homework that the demo's lesson plan gives with a topic."""
    return _homework_of_topics().get((subject_id, grade, topic), "")


@functools.cache
def _homework_of_topics() -> dict[tuple[str, int, str], str]:
    return {
        (str(row["subject_id"]), int(grade), str(row["topic"])): str(row["homework"])
        for row in lesson_plans_table()
        for grade in str(row["units"]).split(",")
    }

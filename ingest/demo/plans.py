"""Lesson plans (§2.6) grown from the topics in `topics/*.txt`.

A block `[МАТ 5]` or `[АНГ 8-9]` names a subject and grades; each line below is a
section of the course, `Section: topic; topic`. A section is stretched over its share
of the year's lessons with practice, revision and a test at its end, as real plans are.
"""

from __future__ import annotations

import functools
import re
from pathlib import Path
from typing import NamedTuple

from ingest.demo.curriculum import GRADES, hours, taught_in

_TOPICS = Path(__file__).parent / "topics"
_WEEKS = 34
_BLOCK = re.compile(r"\[(\S+) (\d+)(?:-(\d+))?\]")


class Section(NamedTuple):
    """A section of a course and its topics in order."""

    title: str
    topics: tuple[str, ...]


class Manner(NamedTuple):
    """How a subject's plan speaks: practice lessons, the test, the homework.

    In `homework`, {p} is a paragraph or page that moves on, {a} and {b} are numbers.
    """

    practice: tuple[str, ...]
    test: str
    homework: tuple[str, ...]


_SPEECH = ("Закрепление", "Практикум", "Проверка знаний", "Работа с текстом", "Беседа")
_PLAIN = Manner(_SPEECH, "Обобщающий урок", ("§ {p}, вопросы 1–{b}", "§ {p}, пересказ"))
_COUNTING = Manner(
    (
        "Решение задач",
        "Закрепление",
        "Самостоятельная работа",
        "Текстовые задачи",
        "Работа над ошибками",
    ),
    "Контрольная работа",
    ("§ {p}, № {a}, {c}", "№ {a}, {c}, {d}", "§ {p}, выучить правило, № {a}"),
)
_SCIENCE = Manner(
    ("Решение задач", "Лабораторная работа", "Закрепление", "Практикум"),
    "Контрольная работа",
    ("§ {p}, вопросы 1–{b}", "§ {p}, № {a}, {c}", "§ {p}, подготовить сообщение"),
)
_CREATIVE = Manner(
    ("Практическая работа", "Творческая работа", "Беседа"),
    "Выставка работ",
    ("", "", "Принести материалы"),
)
_MANNERS = {
    "РУС": Manner(
        (
            "Закрепление",
            "Упражнения",
            "Урок развития речи",
            "Практикум",
            "Работа с текстом",
        ),
        "Контрольный диктант",
        ("§ {p}, упр. {a}", "упр. {a}, слова в рамке", "§ {p}, правило, упр. {a}"),
    ),
    "РОДН": Manner(_SPEECH, "Проверочная работа", ("§ {p}, упр. {b}",)),
    "ЧТЕ": Manner(
        ("Выразительное чтение", "Работа над текстом", "Пересказ", "Чтение по ролям"),
        "Проверочная работа",
        (
            "с. {p}–{q}, читать выразительно",
            "с. {p}, ответить на вопросы",
            "с. {p}, наизусть",
        ),
    ),
    "ЛИТ": Manner(
        ("Герои и их поступки", "Анализ эпизода", "Урок развития речи", "Беседа"),
        "Сочинение",
        ("с. {p}–{q}, читать", "Характеристика героя", "с. {p}, наизусть отрывок"),
    ),
    "АНГ": Manner(
        ("Vocabulary", "Grammar practice", "Speaking", "Reading", "Listening"),
        "Progress Check",
        ("с. {p}, упр. {b}", "Слова с. {p} учить", "РТ с. {p}, упр. {b}"),
    ),
    "МАТ": _COUNTING,
    "АЛГ": _COUNTING,
    "АНМ": _COUNTING,
    "ГЕОМ": _COUNTING,
    "ВИС": _COUNTING,
    "ФИЗ": _SCIENCE,
    "ХИМ": _SCIENCE,
    "БИО": _SCIENCE._replace(practice=("Лабораторная работа", "Закрепление", "Беседа")),
    "ИНФ": _SCIENCE._replace(
        practice=("Практическая работа", "Закрепление", "Практикум"), test="Тест"
    ),
    "ИЗО": _CREATIVE,
    "МУЗ": _CREATIVE._replace(
        practice=("Слушание", "Разучивание", "Музыкальная игра"), test="Урок-концерт"
    ),
    "ТРУД": _CREATIVE,
    "ФК": Manner(
        ("Совершенствование", "Подвижные игры", "Эстафеты"), "Сдача нормативов", ("",)
    ),
    "ПРОЕКТ": _CREATIVE._replace(homework=("Работа над проектом",)),
    "ОРКСЭ": _PLAIN._replace(homework=("",)),
}


class Course(NamedTuple):
    """A plan and the grades that follow it."""

    subject_id: str
    grades: tuple[int, ...]

    @property
    def plan_id(self) -> str:
        """Return a code such as `АЛГ-7` or `ФК-8-11`."""
        ends = dict.fromkeys((self.grades[0], self.grades[-1]))
        return "-".join((self.subject_id, *map(str, ends)))


def lesson_plans_table() -> list[dict[str, object]]:
    """Return the plans of all courses, each long enough for the year."""
    return [
        {
            "plan_id": course.plan_id,
            "subject_id": course.subject_id,
            "units": ",".join(map(str, course.grades)),
            "position": position,
            "topic": topic,
            "homework": homework_of(
                course.subject_id, course.grades[0], position, topic
            ),
        }
        for course in courses()
        for position, topic in enumerate(
            year_of_topics(course.subject_id, course.grades[0]), start=1
        )
    ]


def courses() -> list[Course]:
    """Return one course for all grades with the same sections and hours.

    Grade 1 stays apart: it has neither tests nor homework.
    """
    grades: dict[tuple[str, int, tuple[Section, ...], bool], list[int]] = {}
    for grade in GRADES:
        for subject in taught_in(grade):
            sections = _sections()[subject.subject_id, grade]
            key = subject.subject_id, subject.hours[grade - 1], sections, grade > 1
            grades.setdefault(key, []).append(grade)
    return [Course(key[0], tuple(followers)) for key, followers in grades.items()]


def year_of_topics(subject_id: str, grade: int) -> list[str]:
    """Return the topic of every lesson of the year."""
    count = hours(subject_id, grade) * _WEEKS
    sections = _sections()[subject_id, grade]
    weight = sum(len(section.topics) + 1 for section in sections)
    manner = _MANNERS.get(subject_id, _PLAIN)
    topics: list[str] = []
    passed = 0
    for number, section in enumerate(sections, start=1):
        passed += len(section.topics) + 1
        share = round(count * passed / weight) - len(topics)
        topics += _stretch(section, number, share, manner, grade)
    reserve = hours(subject_id, grade)
    return topics + [f"Резервный урок № {one}" for one in range(1, reserve + 1)]


def _stretch(
    section: Section, number: int, count: int, manner: Manner, grade: int
) -> list[str]:
    """Spread a section over `count` lessons; the last one is the test."""
    if count <= len(section.topics):
        return list(section.topics[:count])
    closing = [f"Повторение по теме «{section.title}»"]
    if grade > 1:
        closing.append(f"{manner.test} № {number} по теме «{section.title}»")
    closing = closing[-(count - len(section.topics)) :]
    spare = count - len(section.topics) - len(closing)
    lessons: list[str] = []
    for index, topic in enumerate(section.topics):
        more = spare // len(section.topics) + (index < spare % len(section.topics))
        lessons += [topic, *(_practice(topic, again, manner) for again in range(more))]
    return lessons + closing


def _practice(topic: str, again: int, manner: Manner) -> str:
    """Return the title of a topic's second lesson and of those after it."""
    kind = manner.practice[again % len(manner.practice)]
    return f"{topic}. {kind}{' (продолжение)' * (again // len(manner.practice))}"


def homework_of(subject_id: str, grade: int, position: int, topic: str) -> str:
    """Return the planned homework; none in grade 1 and after a test."""
    manner = _MANNERS.get(subject_id, _PLAIN)
    if grade == 1 or topic.startswith(manner.test):
        return ""
    page = 3 + position // 2
    number = position * 7 % 89 + position * 3
    return manner.homework[position % len(manner.homework)].format(
        p=page,
        q=page + 4,
        a=number,
        b=2 + position % 5,
        c=number + 2,
        d=number + 5,
    )


@functools.cache
def _sections() -> dict[tuple[str, int], tuple[Section, ...]]:
    blocks: dict[tuple[str, int], list[Section]] = {}
    keys: list[tuple[str, int]] = []
    for path in sorted(_TOPICS.glob("*.txt")):
        for line in path.read_text(encoding="utf-8").splitlines():
            if block := _BLOCK.fullmatch(line):
                subject, first, last = block.groups()
                keys = [
                    (subject, grade)
                    for grade in range(int(first), int(last or first) + 1)
                ]
            else:
                title, _, topics = line.partition(": ")
                section = Section(title, tuple(topics.split("; ")))
                for key in keys:
                    blocks.setdefault(key, []).append(section)
    return {key: tuple(sections) for key, sections in blocks.items()}

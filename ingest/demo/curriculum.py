"""What the demo school teaches: subjects and hours a week, after the federal plan."""

from __future__ import annotations

from typing import NamedTuple

GRADES = tuple(range(1, 12))
LETTERS = ("А", "Б")


class Subject(NamedTuple):
    """A subject as the set-up workbook lists it, with its hours in grades 1 to 11."""

    subject_id: str
    name: str
    short_name: str
    grading: str
    hours: tuple[int, ...]


# Code, name, short name, grading, a digit of weekly hours for each of grades 1 to 11.
_SUBJECTS = """
РУС | Русский язык | Рус. яз. | marks | 55555643333
ЧТЕ | Литературное чтение | Лит. чт. | marks | 44430000000
ЛИТ | Литература | Литер. | marks | 00003322333
РОДН | Родной (русский) язык | Родн. яз. | marks | 00000011000
АНГ | Английский язык | Англ. яз. | marks | 02223333333
МАТ | Математика | Матем. | marks | 44445500000
АЛГ | Алгебра | Алгебра | marks | 00000033300
АНМ | Алгебра и начала анализа | Алг. и нач. | marks | 00000000044
ГЕОМ | Геометрия | Геом. | marks | 00000022222
ВИС | Вероятность и статистика | Вер. и ст. | marks | 00000011111
ИНФ | Информатика | Информ. | marks | 00001111122
ОКР | Окружающий мир | Окр. мир | marks | 22220000000
ИСТ | История | История | marks | 00003333322
ОБЩ | Обществознание | Общ. | marks | 00000011133
ГЕОГ | География | Геогр. | marks | 00001122211
БИО | Биология | Биол. | marks | 00001112222
ФИЗ | Физика | Физика | marks | 00000022333
ХИМ | Химия | Химия | marks | 00000002222
ОРКСЭ | Основы религиозных культур и светской этики | ОРКСЭ | none | 00010000000
ОДНК | Основы духовно-нравственной культуры народов России | ОДНКНР | pass | 00001100000
ИЗО | Изобразительное искусство | ИЗО | marks | 11111110000
МУЗ | Музыка | Музыка | marks | 11111111000
ТРУД | Труд (технология) | Труд | marks | 11112221100
ФК | Физическая культура | Физ-ра | marks | 33332222222
ОБЗР | Основы безопасности и защиты Родины | ОБЗР | marks | 00000001111
ПРОЕКТ | Индивидуальный проект | Инд. пр. | pass | 00000000011
"""


def _subject(line: str) -> Subject:
    code, name, short_name, grading, weekly = line.split(" | ")
    return Subject(code, name, short_name, grading, tuple(map(int, weekly)))


SUBJECTS = tuple(map(_subject, _SUBJECTS.strip().splitlines()))
SUBJECT_BY_ID = {subject.subject_id: subject for subject in SUBJECTS}

ENGLISH_SPLIT = range(2, 12)  # grades whose classes learn English in two groups
CRAFT_SPLIT = range(5, 9)  # grades where boys and girls have technology apart


class SchoolClass(NamedTuple):
    """A class; grades 10 and 11 also learn on Saturdays."""

    class_id: str
    grade: int
    letter: str
    week_days: int


CLASSES = tuple(
    SchoolClass(f"{grade}{letter}", grade, letter, 6 if grade >= 10 else 5)
    for grade in GRADES
    for letter in LETTERS
)


def hours(subject_id: str, grade: int) -> int:
    """Return the hours a week of a subject in a grade."""
    return SUBJECT_BY_ID[subject_id].hours[grade - 1]


def taught_in(grade: int) -> tuple[Subject, ...]:
    """Return the subjects of a grade."""
    return tuple(subject for subject in SUBJECTS if subject.hours[grade - 1])


def day_sizes(grade: int, week_days: int) -> tuple[int, ...]:
    """Return lessons per weekday: level through the week, the short day last."""
    total = sum(subject.hours[grade - 1] for subject in taught_in(grade))
    base, longer = divmod(total, week_days)
    return tuple(base + 1 if day < longer else base for day in range(week_days))


def subjects_table() -> list[dict[str, object]]:
    """Return the sheet of subjects; grade 1 gets no marks in any of them."""
    return [
        {
            "subject_id": subject.subject_id,
            "name": subject.name,
            "short_name": subject.short_name,
            "grading": subject.grading,
            "grades_without_marks": "1" if subject.hours[0] else "",
            "rounding_threshold": 0.5,
        }
        for subject in SUBJECTS
    ]

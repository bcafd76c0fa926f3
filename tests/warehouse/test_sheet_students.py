"""Categories of students, averages, attendance, groups and moves, worked by hand."""

from __future__ import annotations

from datetime import UTC, date, datetime
from typing import TYPE_CHECKING

import pytest

from tests.drawn_table import rows_of
from tests.warehouse.drawn_class import Q1, Q2, YEAR, Drawn, only, opened, sheet_of
from warehouse.ledger import Decision, void_from

if TYPE_CHECKING:
    from collections.abc import Iterator

    from warehouse.queries.sheet import Sheet
    from warehouse.school_folder import School

pytestmark = pytest.mark.by_turns

CATEGORIES = {
    "is_all_5": "5",
    "is_all_4_and_5": "45",
    "is_one_4": "одна4",
    "is_one_3": "одна3",
    "is_all_3_and_above": "≥3",
    "is_any_2": "2",
    "is_any_not_attested": "НА",
    "is_any_failed": "нз",
}
# Four subjects, the last graded by зачёт, and the categories that follow.
STUDENTS = rows_of("""
    student     МАТ   РУС   АНГ  ФК       категории            полно
    Отличник    5     5     5    зачёт    5,≥3                 да
    Освобождён  5     ОСВ   5    ОСВ      5,≥3                 да
    Хорошист    4     4     5    зачёт    45,≥3                да
    С_одной_4   5     4     5    зачёт    45,одна4,≥3          да
    С_одной_3   4     3     5    зачёт    одна3,≥3             да
    С_двумя_3   4     3     3    зачёт    ≥3                   да
    Три_4_одна3 4     4     3    зачёт    одна3,≥3             да
    Неуспевает  5     5     2    зачёт    2                    да
    Единица     5     5     1    зачёт    2                    да
    Неаттест    5     5     Н/А  зачёт    НА                   да
    Оба_горя    5     2     Н/А  зачёт    2,НА                 да
    Незачёт     5     5     5    незачёт  нз                   да
    Неполный    5     5     -    зачёт    5,≥3                 нет
    Только_осв  ОСВ   ОСВ   ОСВ  зачёт    -                    да
    Пустой      -     -     -    -        -                    нет
""")


@pytest.fixture(scope="module")
def school(filled_folder, tmp_path_factory) -> Iterator[School]:
    """Hold the drawn classes, each in its own test's corner."""
    folder = tmp_path_factory.mktemp("drawn") / "school"
    with opened(filled_folder, folder) as school:
        with school.database.writing() as cursor:
            drawn = Drawn(cursor)
            _draw_categories(drawn)
            _draw_averages(drawn)
            _draw_attendance(drawn)
            _draw_moves(drawn)
        yield school


@pytest.fixture(scope="module")
def sheets(school) -> dict[str, Sheet]:
    """Return the sheets of the first quarter that many tests look at."""
    return {class_id: sheet_of(school, class_id) for class_id in ("7К", "7С", "7Т")}


def _draw_categories(drawn: Drawn) -> None:
    drawn.room("7К")
    cells = []
    for subject in ("МАТ", "РУС", "АНГ", "ФК"):
        page = drawn.page("7К", subject, "pass" if subject == "ФК" else "marks")
        drawn.lesson(page, "2026-09-01", 1)
        for student, line in STUDENTS.items():
            drawn.learn(page, "7К", student)
            if line[subject] != "-":
                cells.append((page, Q1, student, "final", line[subject]))
    drawn.enter(*cells)


@pytest.mark.parametrize("student", STUDENTS)
def test_a_student_is_in_the_categories_that_follow_from_the_finals(sheets, student):
    found = only(sheets["7К"].students, student_id=student)

    categories = ",".join(name for column, name in CATEGORIES.items() if found[column])
    assert categories == STUDENTS[student]["категории"].replace("-", "")
    assert found["is_complete"] == (STUDENTS[student]["полно"] == "да")


def test_the_class_as_a_whole_counts_marks_and_students_apart(sheets):
    whole = only(sheets["7К"].overall)

    # МАТ 9·5 + 3·4, РУС 6·5 + 3·4 + 2·3 + 1·2 …: all finals that are numbers.
    assert whole["count_attested_base"] == whole["count_marked"] + 2  # two Н/А
    assert whole["count_students"] == 15
    # All but «Только_осв» and «Пустой» have a mark, Н/А or незачёт.
    assert whole["count_attested_students"] == 13
    assert whole["count_successful_students"] == 8
    assert whole["count_good_students"] == 5
    assert whole["student_success_percent"] == pytest.approx(100 * 8 / 13)
    assert whole["student_quality_percent"] == pytest.approx(100 * 5 / 13)
    assert whole["count_incomplete_students"] == 2


# Marks of a student in lessons of 1, 2, 3 … September, and the weights of their works.
AVERAGES = rows_of("""
    student      marks      final  count sum weighted/weights  rounded objectivity
    Ровно        4,4,4      4      3     12  12/3              4       0
    Двойная      4/5        5      2     9   9/2               5       0
    Пополам      4,5        5      2     9   9/2               5       0
    Ниже         4,5        4      2     9   9/2               5       -1
    Выше         4,4,4      5      3     12  12/3              4       1
    Коды         н,5,б      5      1     5   5/1               5       0
    Пусто        н,н,н      Н/А    0     0   -                 -       -
""")


def _draw_averages(drawn: Drawn) -> None:
    drawn.room("7С")
    page = drawn.page("7С", "МАТ")
    lessons = [drawn.lesson(page, f"2026-09-0{day}", 1) for day in (1, 2, 3)]
    cells = []
    for student, line in AVERAGES.items():
        drawn.learn(page, "7С", student)
        cells.append((page, Q1, student, "final", line["final"]))
        cells += [
            (page, lesson, student, "mark", mark)
            for lesson, mark in zip(lessons, line["marks"].split(","), strict=False)
        ]
    drawn.enter(*cells)


@pytest.mark.parametrize("student", AVERAGES)
def test_averages_and_objectivity_are_those_worked_by_hand(sheets, student):
    line = AVERAGES[student]
    found = only(sheets["7С"].results, student_id=student)

    def told(value: object) -> str:
        return "-" if value is None else str(value)

    assert found["count_marks"] == int(line["count"])
    assert found["sum_marks"] == int(line["sum"])
    assert told(found["rounded_average"]) == line["rounded"]
    assert told(found["objectivity"]) == line["objectivity"]
    if line["weighted/weights"] == "-":
        assert found["average"] is None
        assert found["weighted_average"] is None
    else:
        top, bottom = line["weighted/weights"].split("/")
        assert (found["sum_weighted"], found["sum_weights"]) == (int(top), int(bottom))


def test_works_of_weight_0_alone_make_no_weighted_average(school):
    with school.database.rehearsing() as cursor:
        drawn = Drawn(cursor)
        cursor.execute(
            "update setup.work_types set weight = 0 where work_type_id = 'reading'"
        )
        cursor.execute(
            "update setup.work_types set weight = 0.1 where work_type_id = 'test'"
        )
        page = drawn.page("7В", "МАТ")
        first = drawn.lesson(page, "2026-09-01", 1)
        tests = [drawn.lesson(page, f"2026-09-0{day}", 1) for day in (2, 3, 4)]
        drawn.learn(page, "7В", "Ноль")
        drawn.learn(page, "7В", "Десятые")
        drawn.enter(
            (page, first, "", "work_type", "reading"),
            (page, first, "Ноль", "mark", "5"),
            *((page, lesson, "", "work_type", "test") for lesson in tests),
            *((page, lesson, "Десятые", "mark", "4") for lesson in tests),
        )
        results = cursor.execute(
            "select * from marts.class_results where class_id = '7В' and period_id = ?",
            [Q1],
        ).pl()

    nothing = only(results, student_id="Ноль")
    assert (nothing["sum_weighted"], nothing["sum_weights"]) == (0, 0)
    assert nothing["weighted_average"] is None
    assert nothing["average"] == 5
    # 0.1 + 0.1 + 0.1 is 0.3 here, though binary floats make a little more of it.
    tenths = only(results, student_id="Десятые")
    assert (tenths["sum_weighted"], tenths["sum_weights"]) == (1.2, 0.3)


@pytest.mark.parametrize(
    ("threshold", "rounded"), [(0.5, 5), (0.6, 5), (0.61, 4), (1, 4)]
)
def test_the_average_is_rounded_up_from_the_subjects_threshold_on(
    school, threshold, rounded
):
    # 23 / 5 = 4.6; the nearest binary float less 4 lies below 0.6.
    with school.database.rehearsing() as cursor:
        drawn = Drawn(cursor)
        cursor.execute(
            "update setup.subjects set rounding_threshold = ? where subject_id = 'РУС'",
            [threshold],
        )
        page = drawn.page("7П", "РУС")
        drawn.learn(page, "7П", "Порог")
        for day, mark in enumerate("55544", 1):
            lesson = drawn.lesson(page, f"2026-09-0{day}", 1)
            drawn.enter((page, lesson, "Порог", "mark", mark))
        found = cursor.execute(
            "select rounded_average, rounding_threshold from marts.class_results "
            "where class_id = '7П' and period_id = ?",
            [Q1],
        ).fetchall()

    assert found == [(rounded, threshold)]


# Three lessons a day: two on the class's page, one in the group. A dot: present.
# «нет» was cancelled, «?» has not been reported by anyone.
ATTENDANCE = rows_of("""
    student     1.09/1 1.09/2 1.09/3 2.09/1 2.09/2 2.09/3 3.09/1 3.09/2 3.09/3
    урок        да     да     да     да     да     нет    да     да     ?
    Болел       б      б      б      б      б      -      б      б      -
    Прогулял    н      .      .      .      .      -      .      .      -
    Опоздал     о      .      .      .      .      -      .      о      -
    Отпросился  .      у      у      .      .      -      .      .      -
    Прибыл_2    -      -      -      н      .      -      .      .      -
""")
_BY_HAND = rows_of("""
    student     дни полных уроков пропуск болел уваж безпр опозд
    Болел       3   2      7      7       7     0    0     0
    Прогулял    3   0      7      1       0     0    1     0
    Опоздал     3   0      7      0       0     0    0     2
    Отпросился  3   0      7      2       0     2    0     0
    Прибыл_2    2   0      4      1       0     0    1     0
""")
_FIGURES = [
    "count_days",
    "count_full_days",
    "count_lessons",
    "count_missed",
    "count_ill",
    "count_excused",
    "count_without_reason",
    "count_late",
]


def _draw_attendance(drawn: Drawn) -> None:
    drawn.room("7Т")
    page = drawn.page("7Т", "МАТ")
    group = drawn.page("7-гр", "АНГ", is_group=True, teacher="p-eng")
    held = ATTENDANCE["урок"]
    lessons = {}
    cells = []
    for column, status in held.items():
        day, _, slot = column.partition("/")
        on = f"2026-09-0{day[0]}"
        place = group if slot == "3" else page
        lessons[column] = (place, drawn.lesson(place, on, int(slot)))
        if status == "нет":
            cells.append((*lessons[column], "", "status", "cancelled"))
        elif status == "да":
            cells.append((*lessons[column], "", "attendance_taken", "да"))
    for student, line in ATTENDANCE.items():
        if student == "урок":
            continue
        stay = "2026-09-02.." if student == "Прибыл_2" else "2026-09-01.."
        for place in (page, group):
            drawn.learn(place, "7Т", student, stay)
        cells += [
            (*lessons[column], student, "mark", code)
            for column, code in line.items()
            if code not in "-."
        ]
    drawn.enter(*cells)


@pytest.mark.parametrize("student", _BY_HAND)
def test_attendance_is_that_counted_by_hand(sheets, student):
    found = only(sheets["7Т"].attendance, student_id=student)

    assert [found[name] for name in _FIGURES] == [
        int(count) for count in _BY_HAND[student].values()
    ]


def _draw_moves(drawn: Drawn) -> None:
    """Two groups of one subject; one student came from class 7М, one changed group."""
    for class_id in ("7Л", "7М"):
        drawn.room(class_id)
    first = drawn.page("7-а1", "АНГ", is_group=True, teacher="p-eng")
    second = drawn.page("7-а2", "АНГ", is_group=True, teacher="p-rus")
    here, there = drawn.page("7Л", "МАТ"), drawn.page("7М", "МАТ", teacher="p-fiz")
    drawn.learn(first, "7Л", "Меняла", "2026-09-01..2026-11-10")
    drawn.learn(second, "7Л", "Меняла", "2026-11-11..")
    drawn.learn(second, "7Л", "Второй")
    drawn.learn(there, "7М", "Перешёл", "2026-09-01..2026-11-10")
    drawn.learn(here, "7Л", "Перешёл", "2026-11-11..")
    drawn.learn(here, "7Л", "Меняла")
    drawn.enter(
        (first, Q1, "Меняла", "final", "4"),
        (second, Q1, "Второй", "final", "3"),
        (there, Q1, "Перешёл", "final", "5"),
        (here, Q1, "Меняла", "final", "4"),
        (there, drawn.lesson(there, "2026-11-05", 1), "Перешёл", "mark", "2"),
        (here, drawn.lesson(here, "2026-11-16", 1), "Перешёл", "mark", "5"),
        (here, Q2, "Перешёл", "final", "4"),
    )


def test_study_groups_are_one_subject_with_all_their_teachers(school):
    sheet = sheet_of(school, "7Л")

    total = only(sheet.totals, subject_id="АНГ")
    assert (total["count_4"], total["count_3"]) == (1, 1)
    taught = sheet.teachers.filter(subject_id="АНГ").select("unit_name", "person_id")
    assert set(taught.rows()) == {("7-а1", "p-eng"), ("7-а2", "p-rus")}


def test_marks_of_a_former_class_are_shown_where_they_belong_as_transferred(school):
    moved = only(sheet_of(school, "7Л", Q2).results, student_id="Перешёл")

    assert (moved["sum_marks"], moved["count_marks"]) == (7, 2)
    assert (moved["count_transferred"], moved["transferred_from"]) == (1, "7М")
    assert (moved["final"], moved["is_final_transferred"]) == ("4", False)
    year = sheet_of(school, "7Л", YEAR).results
    first_quarter = only(year, student_id="Перешёл", period_id=Q1)
    assert (first_quarter["final"], first_quarter["transferred_from"]) == ("5", "7М")
    second = only(year, student_id="Перешёл", period_id=Q2)
    assert (second["final"], second["transferred_from"]) == ("4", None)


def test_marks_of_a_former_group_are_transferred_too(school):
    year = sheet_of(school, "7Л", YEAR).results

    changed = only(year, student_id="Меняла", subject_id="АНГ", period_id=Q1)
    assert (changed["final"], changed["transferred_from"]) == ("4", "7-а1")


def test_who_left_stays_on_the_sheet_and_out_of_the_totals(school):
    sheet = sheet_of(school, "7М", Q2)

    left = only(sheet.results, student_id="Перешёл")
    assert not left["is_enrolled_at_end"]
    # The marks of the new class are not the old one's.
    assert (left["sum_marks"], left["count_transferred"]) == (2, 0)
    assert left["final"] is None
    assert only(sheet.stays)["ends_on"] == date(2026, 11, 10)
    assert sheet.totals.is_empty()


def test_who_joined_later_is_not_in_the_totals_of_an_earlier_period(school):
    sheet = sheet_of(school, "7Л")

    assert "Перешёл" not in sheet.results["student_id"]
    assert only(sheet.totals, subject_id="МАТ")["count_enrolled"] == 1


def test_a_sheet_as_of_a_day_holds_what_counted_at_its_end(school):
    monday = datetime(2026, 10, 19, 20, 59, tzinfo=UTC)  # 23:59 in Moscow
    tuesday = datetime(2026, 10, 19, 21, 1, tzinfo=UTC)  # 00:01 of the 20th
    with school.database.writing() as cursor:
        drawn = Drawn(cursor)
        drawn.room("7Я")
        page = drawn.page("7Я", "МАТ")
        lesson = drawn.lesson(page, "2026-10-19", 1)
        drawn.learn(page, "7Я", "Был")
        drawn.learn(page, "7Я", "Придёт", "2026-10-22..")
        drawn.enter(
            (page, Q1, "Был", "final", "4"), (page, lesson, "Был", "mark", "4"),
            at=monday,
        )  # fmt: skip
        drawn.enter((page, Q1, "Был", "final", "5"), at=tuesday)
        drawn.enter((page, lesson, "Был", "mark", ""), at=tuesday)

    then = sheet_of(school, "7Я", day=date(2026, 10, 19))
    after = sheet_of(school, "7Я", day=date(2026, 10, 20))
    before = sheet_of(school, "7Я", day=date(2026, 10, 18))

    old = only(then.results)
    assert (old["student_id"], old["final"], old["sum_marks"]) == ("Был", "4", 4)
    assert only(then.totals)["count_4"] == 1
    assert only(then.attendance)["count_lessons"] == 1
    new = only(after.results)
    assert (new["final"], new["count_marks"], new["average"]) == ("5", 0, None)
    assert only(before.results)["final"] is None
    assert len(sheet_of(school, "7Я").results) == 2


def test_void_entries_are_in_no_sheet_of_the_past_either(school):
    night = datetime(2026, 10, 19, 1, tzinfo=UTC)
    with school.database.writing() as cursor:
        drawn = Drawn(cursor)
        drawn.room("7Ч")
        page = drawn.page("7Ч", "МАТ", teacher="p-fiz")
        drawn.learn(page, "7Ч", "Чужой")
        drawn.enter((page, Q1, "Чужой", "final", "3"), at=night.replace(day=18))
        drawn.enter((page, Q1, "Чужой", "final", "5"), at=night, by="p-fiz")
        decision = Decision("school-17", "b-1", "p-fiz", "p-dir", night.replace(day=21))
        void_from(cursor, decision, night)

    for day in (None, date(2026, 10, 20)):
        assert only(sheet_of(school, "7Ч", day=day).results)["final"] == "3"


def test_a_sheet_as_of_today_is_the_live_sheet(school):
    for class_id in ("5А", "5Б", "10А", "7Л"):
        for period_id in (Q2, "2026-H1", YEAR):
            live = sheet_of(school, class_id, period_id)
            past = sheet_of(school, class_id, period_id, date(2026, 11, 23))
            for name in live._fields[1:]:
                assert getattr(live, name).equals(getattr(past, name)), name

"""The figures of the models, worked by hand from tests/data/school."""

from __future__ import annotations

import pytest

MATHS_5A = "2026:5А:МАТ"


def one(school, question, *values):
    """Return the single row of a question as a dict."""
    with school.database.reading() as cursor:
        found = cursor.execute(question, list(values)).pl()
    assert len(found) == 1
    return found.row(0, named=True)


def rows(school, question, *values):
    with school.database.reading() as cursor:
        return cursor.execute(question, list(values)).fetchall()


@pytest.fixture
def maths_totals(filled_school):
    """The first quarter of 5А: 5 5 4 4 4 3 3 2 Н/А ОСВ, nobody without a final."""
    return one(
        filled_school,
        "select * from marts.class_totals "
        "where class_id = '5А' and subject_id = 'МАТ' and period_id = '2026-Q1'",
    )


def test_the_students_of_a_final_are_counted(maths_totals):
    counts = ("count_5", "count_4", "count_3", "count_2", "count_not_attested")

    assert [maths_totals[name] for name in counts] == [2, 3, 2, 1, 1]
    assert maths_totals["count_exempt"] == 1
    assert maths_totals["count_without_final"] == 0
    assert maths_totals["count_enrolled"] == 10


def test_n_leaves_out_exempt_students_and_keeps_not_attested_ones(maths_totals):
    assert maths_totals["count_attested_base"] == 9  # 10 enrolled - 1 ОСВ


def test_success_is_the_share_of_fives_fours_and_threes(maths_totals):
    assert maths_totals["success_percent"] == pytest.approx(100 * (2 + 3 + 2) / 9)


def test_quality_is_the_share_of_fives_and_fours(maths_totals):
    assert maths_totals["quality_percent"] == pytest.approx(100 * (2 + 3) / 9)


def test_the_degree_of_learning_weighs_each_mark(maths_totals):
    # 100·2 + 64·3 + 36·2 + 16·1 + 7·1 = 487
    assert maths_totals["sou_sum"] == 487
    assert maths_totals["sou_percent"] == pytest.approx(487 / 9)


def test_the_weights_of_the_degree_of_learning_are_parameters(filled_school):
    with filled_school.database.writing() as cursor:
        cursor.execute(
            "update setup.parameters set value = 0 "
            "where parameter_id = 'sou_weight_not_attested'"
        )

    totals = one(
        filled_school,
        "select sou_sum from marts.class_totals "
        "where class_id = '5А' and subject_id = 'МАТ' and period_id = '2026-Q1'",
    )

    assert totals["sou_sum"] == 480


def test_the_average_of_finals_counts_numbers_only(maths_totals):
    assert maths_totals["average"] == pytest.approx((5 * 2 + 4 * 3 + 3 * 2 + 2) / 8)


def test_figures_without_a_single_final_are_empty_and_not_zero(filled_school):
    totals = one(
        filled_school,
        "select * from marts.class_totals "
        "where class_id = '5А' and subject_id = 'МАТ' and period_id = '2026-Q2'",
    )

    assert totals["count_without_final"] == 10
    assert totals["success_percent"] is None
    assert totals["sou_percent"] is None
    assert totals["average"] is None


def test_a_subject_that_is_only_passed_has_no_percentages(filled_school):
    assert (
        rows(filled_school, "select 1 from marts.class_totals where subject_id = 'ФК'")
        == []
    )


def test_a_double_mark_is_two_marks_in_the_average(filled_school):
    # К-0001 in the second quarter: 5, 4/5, 5, 5 and today's 5
    student = one(
        filled_school,
        "select * from marts.class_summary "
        "where student_id = 'К-0001' and page_id = ? and period_id = '2026-Q2'",
        MATHS_5A,
    )

    assert (student["sum_marks"], student["count_marks"]) == (29, 6)
    assert student["average"] == pytest.approx(29 / 6)


def test_a_student_without_marks_has_no_average(filled_school):
    student = one(
        filled_school,
        "select * from marts.class_summary "
        "where student_id = 'К-0010' and page_id = '2026:5А:ФК' "
        "and period_id = '2026-Q2'",
    )

    assert student["average"] is None
    assert student["weighted_average"] is None


def test_absences_are_split_by_reason_and_late_is_present(filled_school):
    question = (
        "select count_missed, count_missed_ill, count_missed_excused, count_late "
        "from marts.class_summary "
        "where student_id = ? and page_id = ? and period_id = '2026-Q2'"
    )

    assert rows(filled_school, question, "К-0005", MATHS_5A) == [(2, 2, 0, 0)]
    assert rows(filled_school, question, "К-0008", MATHS_5A) == [(1, 0, 1, 0)]
    assert rows(filled_school, question, "К-0009", MATHS_5A) == [(0, 0, 0, 1)]


def test_a_student_who_left_is_in_the_period_but_not_in_its_totals(filled_school):
    # Хохлова Майя left 5Б on 13 November
    assert rows(
        filled_school,
        "select period_id, is_enrolled_at_end from marts.class_summary "
        "where student_id = 'К-0020' and page_id = '2026:5Б:МАТ' order by period_id",
    ) == [("2026-Q1", True), ("2026-Q2", False)]
    assert rows(
        filled_school,
        "select count_enrolled from marts.class_totals "
        "where class_id = '5Б' and subject_id = 'МАТ' order by period_id",
    ) == [(10,), (9,)]


def test_a_study_group_of_two_classes_gives_each_class_its_own_students(filled_school):
    assert rows(
        filled_school,
        "select class_id, count(*) from marts.class_summary "
        "where subject_id = 'АНГ' and period_id = '2026-Q2' group by 1 order by 1",
    ) == [("5А", 5), ("5Б", 3)]


def test_lessons_that_nobody_reported_are_no_lessons_of_attendance(filled_school):
    # English: 2 of 4 Mondays are reported; К-0002 missed both
    student = one(
        filled_school,
        "select * from marts.attendance_by_student "
        "where student_id = 'К-0002' and page_id = '2026:5-англ1:АНГ'",
    )

    assert (student["count_lessons"], student["count_missed"]) == (2, 2)
    assert student["missed_rate"] == 1.0


def test_a_cancelled_lesson_is_reported_but_not_held(filled_school):
    lesson = one(
        filled_school,
        "select is_reported, is_held from marts.lesson_rows where status = 'cancelled'",
    )

    assert lesson == {"is_reported": True, "is_held": False}


def test_a_full_day_is_missed_only_when_every_lesson_of_it_is(filled_school):
    question = (
        "select * from marts.attendance_by_class "
        "where class_id = '5А' and lesson_on = ?::date"
    )

    # Monday 9 November: mathematics for 10 and English for 5 were held. К-0002 missed
    # only English, К-0003 only mathematics.
    monday = one(filled_school, question, "2026-11-09")
    # Friday 6 November: mathematics alone was held, and К-0003 missed it.
    friday = one(filled_school, question, "2026-11-06")

    assert (monday["count_absent"], monday["count_absent_all_day"]) == (2, 0)
    assert (friday["count_absent"], friday["count_absent_all_day"]) == (1, 1)
    assert (monday["count_student_lessons"], monday["count_missed"]) == (15, 2)
    assert monday["attendance_rate"] == pytest.approx(13 / 15)
    assert monday["absence_rate"] == pytest.approx(2 / 10)


def test_progress_counts_a_week_from_its_monday(filled_school):
    # К-0004: 2 on 2 November; 3 and (corrected) 3 in the next week; 2 on 18 November
    assert rows(
        filled_school,
        "select week_starts_on::varchar, sum_marks, count_marks "
        "from marts.class_progress "
        "where student_id = 'К-0004' and page_id = ? order by 1",
        MATHS_5A,
    )[:1] == [("2026-11-02", 2, 1)]


def test_homework_of_a_day_is_counted_student_by_student(filled_school):
    """Two tasks for the study group, one for the others; one told no minutes."""
    with filled_school.database.writing() as cursor:
        cursor.execute("delete from journal.current where field = 'homework'")
        for lesson, minutes in (
            ("2026:5А:МАТ:20261109:1", "100"),
            ("2026:5-англ1:АНГ:20261109:3", "30"),
        ):
            cursor.execute(
                "insert into journal.current (page_id, lesson_id, period_id, "
                "student_id, field, value_text, value, recorded_at) "
                "select page_id, lesson_id, '', '', field, said, said, "
                "'2026-11-09' from journal.lessons, "
                "(values ('homework', '№ 1'), ('minutes', ?)) as told (field, said) "
                "where lesson_id = ?",
                [minutes, lesson],
            )

    load = one(
        filled_school,
        "select * from marts.homework_loads "
        "where class_id = '5А' and lesson_on = '2026-11-09'",
    )

    assert (load["most_minutes"], load["median_minutes"]) == (130, 115)
    assert (load["count_students"], load["count_tasks"], load["count_timed"]) == (
        10, 2, 2,
    )  # fmt: skip
    assert (load["norm_minutes"], load["is_over"]) == (120, True)


def test_homework_that_was_not_set_is_no_load(filled_school):
    set_on = rows(
        filled_school,
        "select distinct homework from marts.lesson_rows where lesson_id in "
        "(select lesson_id from marts.lesson_rows where homework = 'не задано')",
    )
    assert set_on == [("не задано",)]

    with filled_school.database.writing() as cursor:
        cursor.execute(
            "update journal.current set value = 'не задано' where field = 'homework'"
        )

    assert rows(filled_school, "select 1 from marts.homework_loads") == []


def test_a_day_of_absence_is_told_with_its_reasons(filled_school):
    day = one(
        filled_school,
        "select * from marts.attendance_by_day "
        "where student_id = 'К-0003' and lesson_on = '2026-11-06'",
    )

    assert (day["count_lessons"], day["count_missed"]) == (1, 1)
    assert not day["is_whole_day"]  # the timetable has more, and nobody told of them
    reasons = day["count_ill"] + day["count_excused"] + day["count_unexcused"]
    assert reasons == day["count_missed"]


def test_whole_days_missed_are_the_same_in_every_picture(filled_school):
    by_day = rows(
        filled_school,
        "select student_id, period_id, count(*) filter (where is_whole_day) "
        "from marts.attendance_by_day group by all order by all",
    )
    of_the_sheet = rows(
        filled_school,
        "select student_id, period_id, count_full_days from marts.class_attendance "
        "order by all",
    )

    assert by_day == of_the_sheet
    assert any(count for _student, _period, count in by_day)


def test_the_class_beside_a_student_is_one_average_and_one_median(filled_school):
    told = one(
        filled_school,
        "select * from marts.class_averages "
        "where class_id = '5А' and subject_id = 'МАТ' and period_id = '2026-Q2'",
    )
    averages = rows(
        filled_school,
        "select sum_marks, count_marks from marts.class_summary where count_marks > 0 "
        "and class_id = '5А' and subject_id = 'МАТ' and period_id = '2026-Q2'",
    )
    by_student = sorted(total / count for total, count in averages)
    middle = len(by_student) // 2

    assert told["sum_marks"] == sum(total for total, _count in averages)
    assert told["count_students"] == len(by_student)
    assert told["median_average"] == pytest.approx(
        by_student[middle]
        if len(by_student) % 2
        else (by_student[middle - 1] + by_student[middle]) / 2
    )


def test_pages_added_up_are_the_totals_under_the_summary_sheets(filled_school):
    names = "count_5, count_4, count_3, count_2, count_not_attested, count_exempt"
    columns = f"{names}, count_without_final, count_attested_base, sum_finals, sou_sum"
    summed = ", ".join(f"sum({name})::double" for name in columns.split(", "))
    asked = ", ".join(f"{name}::double" for name in columns.split(", "))

    of_pages = rows(
        filled_school,
        f"select class_id, subject_id, period_id, {summed} from marts.page_totals "
        "group by all order by all",
    )

    assert of_pages == rows(
        filled_school,
        f"select class_id, subject_id, period_id, {asked} from marts.class_totals "
        "order by all",
    )
    assert len(of_pages) > 5


def test_marks_given_count_a_double_twice_and_no_code(filled_school):
    given = one(
        filled_school,
        "select * from marts.marks_given where class_id = '5А' and page_id = ?",
        MATHS_5A,
    )
    counted = one(
        filled_school,
        "select sum(count_marks)::bigint as count_marks from marts.class_summary "
        "where class_id = '5А' and page_id = ? and period_id = '2026-Q2'",
        MATHS_5A,
    )

    assert given["count_marks"] == counted["count_marks"]
    kinds = ("count_5", "count_4", "count_3", "count_2")
    assert sum(given[kind] for kind in kinds) == given["count_marks"]


def test_control_totals_of_every_upload_are_balanced(filled_school):
    assert rows(
        filled_school,
        "select is_balanced, count(*) from marts.control_totals group by 1",
    ) == [(True, 12)]


def test_a_lost_entry_unbalances_its_upload(filled_school):
    with filled_school.database.writing() as cursor:
        cursor.execute("delete from journal.entries where upload_id = 'u-09'")

    assert rows(
        filled_school,
        "select upload_id from marts.control_totals where not is_balanced",
    ) == [("u-09",)]


def test_today_says_what_is_missing_about_each_lesson(filled_school):
    found = rows(
        filled_school,
        "select page_id, is_reported, is_attendance_missing, is_topic_missing, "
        "is_homework_missing from marts.school_today "
        "where lesson_on = date '2026-11-23' order by page_id",
    )

    assert found == [
        ("2026:5-англ1:АНГ", False, True, True, True),
        ("2026:5А:МАТ", True, False, False, True),
        ("2026:5Б:МАТ", False, True, True, True),
        ("2026:5Б:РУС", False, True, True, True),
    ]


def test_a_cancelled_lesson_misses_nothing(filled_school):
    assert rows(
        filled_school,
        "select is_attendance_missing, is_topic_missing, is_homework_missing "
        "from marts.school_today where status = 'cancelled'",
    ) == [(False, False, False)]


def test_the_latest_run_of_a_suite_is_shown(filled_school):
    assert rows(
        filled_school,
        "select run_id, rule, is_success from marts.suite_results order by rule",
    ) == [
        ("r-2", "entry_numbers_are_unique", True),
        ("r-2", "mark_has_a_work_type", False),
    ]

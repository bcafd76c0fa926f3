"""Past data come in once, fill only what is empty, and go out again as a whole."""

from __future__ import annotations

from typing import TYPE_CHECKING

import polars as pl
import pytest

from ingest.foreign.importing import run_import, take_back
from ingest.foreign.planning import plan_import
from tests.ingest.foreign.drawn_facts import brought
from warehouse import ledger
from warehouse.errors import VedomostError
from warehouse.integrity.report import verify_school

if TYPE_CHECKING:
    from warehouse.school_folder import School

DIRECTOR, TEACHER, SECRETARY = "С-01", "С-06", "С-03"
PAGE = "2026:5А:РУС"
JOURNAL = """
    Русский язык | Антипов Максим | 2026-11-19 | 5
    Русский язык | Белова С. А.   | 2026-11-19 | 4/5
    Русский язык | Артем Воронин  | 2026-11-19 | н
    Русский язык |                | 2026-11-19 | Имя существительное
    Русский язык |                | 2026-11-19 | ДЗ: упр. 12
    Русский язык | Антипов Максим    | 1 четверть | 5
    Русский язык | Громова Дарья  | 2026-11-21 | 3
    Русский язык | Никого Нет     | 2026-11-19 | 5
"""


def rows(school: School, query: str) -> list[tuple[object, ...]]:
    with school.database.reading() as cursor:
        return cursor.execute(query).fetchall()


def of_import(school: School, import_id: str) -> list[tuple[object, ...]]:
    return rows(
        school,
        "select current.field, current.value from journal.current "
        "join journal.entries using (entry_id) "
        f"where upload_id = '{import_id}' order by all",
    )


@pytest.fixture
def school(example_school: School) -> School:
    """The example's school, in whose journals nothing stands yet."""
    return example_school


def test_what_is_planned_comes_in_and_nothing_else(school):
    plan = plan_import(school, DIRECTOR, brought(JOURNAL))
    assert plan.counts() == {"new": 6, "student_asked": 1, "no_lesson": 1}

    done = run_import(school, DIRECTOR, brought(JOURNAL))

    assert done.count_entries == 6
    assert of_import(school, done.import_id) == [
        ("final", "5"),
        ("homework", "упр. 12"),
        ("mark", "4/5"),
        ("mark", "5"),
        ("mark", "н"),
        ("topic", "Имя существительное"),
    ]
    after = plan_import(school, DIRECTOR, brought(JOURNAL)).counts()
    assert after == {"equal": 6, "student_asked": 1, "no_lesson": 1}


def test_entries_are_undetermined_and_name_file_sheet_and_cell(school):
    done = run_import(school, DIRECTOR, brought(JOURNAL))

    assert rows(
        school,
        "select distinct is_undetermined, recorded_by, sheet, reason "
        f"from journal.entries where upload_id = '{done.import_id}'",
    ) == [(True, DIRECTOR, "Журнал", "import")]
    key = (PAGE, f"{PAGE}:20261119:2", "", "К-0201", "mark")
    with school.database.reading() as cursor:
        (told,) = ledger.history(cursor, key).iter_rows(named=True)
    assert (told["file_name"], told["cell"]) == ("журнал.xlsx", "C2")
    assert school.kept(_digest(school)) == b"a file"


def _digest(school: School) -> str:
    return str(rows(school, "select file_sha256 from journal.imports limit 1")[0][0])


def test_the_same_file_brings_nothing_the_second_time(school):
    run_import(school, DIRECTOR, brought(JOURNAL))
    before = rows(school, "select count(*) from journal.entries")

    again = run_import(school, DIRECTOR, brought(JOURNAL))

    assert (again.import_id, again.count_entries) == ("", 0)
    assert rows(school, "select count(*) from journal.entries") == before
    assert len(rows(school, "select 1 from journal.imports")) == 2


def test_what_the_journal_says_otherwise_is_listed_and_stays(school):
    run_import(school, DIRECTOR, brought(JOURNAL))
    other = "Русский язык | Антипов Максим | 2026-11-19 | 2"

    plan = plan_import(school, DIRECTOR, brought(other, b"another"))

    (fact,) = plan.facts.iter_rows(named=True)
    assert (fact["state"], fact["value"], fact["standing_text"]) == (
        "different",
        "2",
        "5",
    )
    assert run_import(school, DIRECTOR, brought(other, b"another")).import_id == ""


def test_an_import_is_taken_back_as_a_whole_and_can_come_again(school):
    done = run_import(school, DIRECTOR, brought(JOURNAL))

    assert take_back(school, DIRECTOR, done.import_id) == 6

    assert of_import(school, done.import_id) == []
    assert plan_import(school, DIRECTOR, brought(JOURNAL)).counts()["new"] == 6
    again = run_import(school, DIRECTOR, brought(JOURNAL))
    assert (again.import_id != done.import_id, again.count_entries) == (True, 6)
    with pytest.raises(VedomostError, match="taken back already"):
        take_back(school, DIRECTOR, done.import_id)


def test_what_somebody_changed_since_stays_when_the_import_goes(school):
    done = run_import(school, DIRECTOR, brought(JOURNAL))
    _enter(school, TEACHER, "К-0201", "4")

    assert take_back(school, DIRECTOR, done.import_id) == 5

    assert rows(
        school,
        f"select value from journal.current where page_id = '{PAGE}' "
        "and student_id = 'К-0201' and field = 'mark' "
        f"and lesson_id = '{PAGE}:20261119:2'",
    ) == [("4",)]


def test_what_was_removed_on_purpose_does_not_come_back(school):
    run_import(school, DIRECTOR, brought(JOURNAL))
    _enter(school, TEACHER, "К-0201", None)

    assert plan_import(school, DIRECTOR, brought(JOURNAL)).counts() == {
        "equal": 5,
        "emptied": 1,
        "student_asked": 1,
        "no_lesson": 1,
    }


def test_verify_finds_everything_in_order_and_an_altered_register(school):
    done = run_import(school, DIRECTOR, brought(JOURNAL))
    take_back(school, DIRECTOR, done.import_id)
    assert _differences(school) == []

    with school.database.writing() as cursor:
        cursor.execute(
            "update journal.imports set file_name = 'другой.xlsx' "
            "where event = 'withdrawn'"
        )
    assert any("journal.imports" in place for place in _differences(school))


@pytest.mark.embedded
def test_verify_misses_the_file_that_was_brought(school):
    run_import(school, DIRECTOR, brought(JOURNAL))
    school.kept_path(_digest(school)).unlink()

    assert any("received/" in place for place in _differences(school))


def _differences(school: School) -> list[str]:
    return [one.place for one in verify_school(school).differences]


def _enter(school: School, person_id: str, student_id: str, value: str | None) -> None:
    entry = {
        "page_id": PAGE,
        "lesson_id": f"{PAGE}:20261119:2",
        "period_id": "",
        "student_id": student_id,
        "field": "mark",
        "value_text": value or "",
        "value": value,
        "mark_1": int(value) if value else None,
        "mark_2": None,
        "attendance": None,
        "sheet": "Лист",
        "cell": "C3",
        "reason": "correction",
    }
    with school.database.writing() as cursor:
        author = ledger.Author(
            school.school_id, "2026", person_id, school.clock.now(), ""
        )
        ledger.append(cursor, pl.DataFrame([entry], schema=ledger.NEW_ENTRIES), author)


@pytest.mark.parametrize("person_id", [TEACHER, SECRETARY])
def test_teachers_and_secretaries_bring_nothing_in(school, person_id):
    with pytest.raises(VedomostError, match="director and by deputies"):
        run_import(school, person_id, brought(JOURNAL))


def test_a_deputy_brings_into_pages_of_the_own_level_alone(filled_school):
    topic = "Русский язык | | 2026-11-19 | Имя существительное"

    plan = plan_import(filled_school, "p-soo", brought(topic))

    assert plan.counts() == {"not_yours": 1}
    done = run_import(filled_school, "p-dir", brought(topic))
    with pytest.raises(VedomostError, match="other levels"):
        take_back(filled_school, "p-soo", done.import_id)
    assert take_back(filled_school, "p-ooo", done.import_id) == 1

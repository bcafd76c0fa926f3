"""What the school tells, takes out and keeps of personal data (§1.7, 152-ФЗ)."""

from __future__ import annotations

import io
import re
import zipfile
from datetime import UTC, datetime, timedelta

import polars as pl
import pytest

from dashboards.csv_export import safe_csv
from warehouse.access import log
from warehouse.access.retention import forget_old
from warehouse.clock import utc_naive
from warehouse.errors import VedomostError
from warehouse.personal_data import about_student, analysis_tables, pseudonymised
from warehouse.personal_data.retention_report import KINDS, retention_report
from warehouse.printed_forms import Scope, Standing, register
from warehouse.viewer import Viewer

pytestmark = pytest.mark.by_turns

NOW = datetime(2026, 11, 23, 10, 30, tzinfo=UTC)
STUDENT = "К-0004"  # of 5А, with a parent, marks in three subjects
ZONE = "Europe/Moscow"


def viewer(person_id):
    return Viewer(person_id=person_id, roles=frozenset())


DIRECTOR, DEPUTY_OOO, DEPUTY_SOO = viewer("p-dir"), viewer("p-ooo"), viewer("p-soo")
HOMEROOM, TEACHER, SECRETARY = viewer("p-mat"), viewer("p-eng"), viewer("p-sec")


@pytest.fixture
def database(filled_school):
    return filled_school.database


def execute(database, query, *values):
    with database.writing() as cursor:
        cursor.execute(query, list(values))


def test_every_table_about_people_is_told_of_or_excused(database):
    with database.reading() as cursor:
        rows = cursor.execute(
            """
            select schema_name || '.' || table_name, list(column_name)
            from duckdb_columns()
            where schema_name in ('setup', 'journal', 'access')
                and (schema_name, table_name) in (
                    select (schema_name, table_name) from duckdb_tables()
                )
            group by all
            """
        ).fetchall()
    naming = {
        table for table, columns in rows if about_student.NAMING_COLUMNS & set(columns)
    }
    told = {table for one in about_student.SECTIONS for table in one.tables}

    assert naming - told - set(about_student.NOT_TOLD) == set()
    assert not told & set(about_student.NOT_TOLD)
    assert set(about_student.NOT_TOLD) <= naming
    assert all(about_student.NOT_TOLD.values())
    for section in about_student.SECTIONS:
        for table in section.tables:
            assert f"{table} as" in section.query or f"from {table}" in section.query


def test_a_statement_holds_every_row_of_every_table_about_the_student(database):
    person = f"student:{STUDENT}"
    now = datetime(2026, 11, 20, 9, 0)  # noqa: DTZ001 - as the warehouse keeps it
    execute(
        database,
        "insert into access.accounts (account_id, person_id, login, password_hash, "
        "state, created_at) values ('a-4', ?, 'gromovya', '$argon2id$x', 'active', ?)",
        person,
        now,
    )
    for insert in (
        "access.activation_codes (code_id, account_id, code_hash, issued_at, issued_by)"
        " values ('c', 'a-4', '$argon2id$y', ?, 'p-sec')",
        "access.sessions (token_sha256, account_id, created_at)"
        " values ('deadbeef', 'a-4', ?)",
        "access.tokens (token_id, account_id, name, token_sha256, created_at)"
        " values ('t', 'a-4', 'мой', 'cafe', ?)",
        "access.outside_identities (issuer, subject, account_id, linked_at)"
        " values ('https://id.example', '77', 'a-4', ?)",
        "access.breaches (breach_id, account_id, person_id, registered_at)"
        f" values ('b', 'a-4', '{person}', ?)",
    ):
        execute(database, f"insert into {insert}", now)
    at = datetime(2026, 11, 20, 9, 0, tzinfo=UTC)
    by = log.Actor("a-d", "p-mat", "192.0.2.1")
    log.note(database, at, by, "page_viewed", place="diary", about=person)
    own = log.Actor("a-4", person, "192.0.2.9")
    log.note(database, at, own, "logged_in")

    told = about_student.statement(database, DIRECTOR, STUDENT)

    with database.reading() as cursor:
        for section, table in (
            ("student", "setup.students"),
            ("groups", "setup.group_members"),
            ("rolls", "journal.roster"),
            ("totals", "journal.summary"),
            ("cells_now", "journal.current"),
            ("ledger", "journal.entries"),
            ("findings", "journal.findings"),
        ):
            (count,) = cursor.execute(
                f"select count(*) from {table} where student_id = ?", [STUDENT]
            ).fetchone()
            assert told[section].height == count, section
    assert about_student.count_closed_entries(database, DIRECTOR, STUDENT) == 0
    assert told["parents"]["surname"].to_list() == ["Громова"]
    for section in (
        "account",
        "activation_codes",
        "sessions",
        "tokens",
        "outside_identities",
        "breaches",
    ):
        assert told[section].height == 1, section
    looks = told["access_log"].select("person_name", "is_own", "address").rows()
    assert sorted(looks, key=str) == [
        ("Морозова Ирина Львовна", False, None),
        (None, True, "192.0.2.9"),
    ]
    everything = str([frame.rows() for frame in told.values()])
    assert not re.search("argon2|deadbeef|cafe", everything)


def test_void_entries_stand_in_the_statement_and_are_marked(filled_school):
    database = filled_school.database
    execute(
        database,
        "insert into journal.void_events (school_id, event_id, breach_id, person_id, "
        "kind, moment) values ('school-17', 1, 'b', 'p-eng', 'from', '2026-01-01')",
    )

    told = about_student.statement(database, DIRECTOR, STUDENT)["ledger"]

    void = told.filter("is_void")
    assert void.height > 0
    assert set(void["person_name"]) == {"Жукова Ольга Денисовна"}
    assert told.height > void.height


def test_a_statement_says_what_was_printed_about_the_student(filled_school):
    database = filled_school.database
    register(
        filled_school,
        Scope("student_report", (), student_id=STUDENT),
        Standing(0, "", 0),
        as_of=NOW,
        printed_at=NOW,
        printed_by="p-dir",
        figures_digest="x",
        key_figures=(("I четверть", "5, 4"), ("II четверть", "«5»")),
    )

    told = about_student.statement(database, DIRECTOR, STUDENT)["printed_forms"]

    assert told["kind"].to_list() == ["student_report"]
    assert told["key_figures"].to_list() == ["I четверть: 5, 4; II четверть: «5»"]


@pytest.mark.parametrize("person", [DEPUTY_SOO, HOMEROOM, TEACHER, SECRETARY])
def test_a_student_of_another_level_or_class_is_refused(database, person):
    with pytest.raises(VedomostError, match="not open to you"):
        about_student.statement(database, person, STUDENT)

    assert STUDENT not in about_student.students(database, person)["student_id"]


def test_each_section_alone_gives_a_stranger_nothing(database):
    for section in about_student.SECTIONS:
        with database.reading() as cursor:
            found = cursor.execute(
                section.whole_query,
                {
                    "person_id": DEPUTY_SOO.person_id,
                    "student_id": STUDENT,
                    "student_person_id": f"student:{STUDENT}",
                },
            ).fetchall()
        assert found == [], section.name


def test_a_deputy_states_students_of_the_own_level_and_nobody_else(database):
    own = about_student.students(database, DEPUTY_OOO)

    assert set(own["class_id"]) == {"5А", "5Б"}
    told = about_student.statement(database, DEPUTY_OOO, STUDENT)
    assert told["ledger"].height > 0


def test_a_student_whom_the_set_up_no_longer_names_can_still_be_stated(database):
    execute(
        database,
        "update setup.students set valid_to = date '2026-11-01' where student_id = ?",
        STUDENT,
    )

    told = about_student.statement(database, DIRECTOR, STUDENT)

    assert told["student"].height == 1
    assert told["ledger"].height > 0


def exported(database, person=DIRECTOR):
    tables = analysis_tables.analysis_tables(database, person, ZONE)
    return pseudonymised.pack(pseudonymised.pseudonymised(tables), "прочтите", safe_csv)


def contents(packed):
    with zipfile.ZipFile(io.BytesIO(packed)) as archive:
        return {name: archive.read(name) for name in archive.namelist()}


def test_no_name_code_or_login_of_the_school_is_in_any_byte_of_the_export(database):
    with database.reading() as cursor:
        rows = cursor.execute(
            """
            select surname || ' ' || given_name from setup.students
            union select surname from setup.students
            union select student_id from setup.students
            union select surname from setup.staff
            union select person_id from setup.staff
            union select login from setup.staff where login <> ''
            union select surname from setup.parents
            union select class_id from setup.classes
            union select group_id from setup.groups
            union select file_name from journal.uploads
            union select value_text from journal.entries
                where field in ('topic', 'homework', 'message') and value_text <> ''
            """
        ).fetchall()
    secrets = {text for (text,) in rows if text}

    for name, content in contents(exported(database)).items():
        for text in secrets:
            for encoding in ("utf-8", "utf-16-le", "cp1251"):
                assert text.encode(encoding, "replace") not in content, (name, text)


def test_two_exports_share_no_pseudonym(database):
    def pseudonyms(packed):
        text = b"".join(contents(packed).values()).decode("utf-8", "replace")
        return set(re.findall(r"\b[put][a-z2-9]{8}\b", text))

    first, second = pseudonyms(exported(database)), pseudonyms(exported(database))

    assert len(first) > 20
    # Words of the tables may look so too; people never do twice.
    assert not {one for one in first & second if re.search("[0-9]", one)}


def test_an_export_keeps_the_marks_and_the_bonds_between_its_tables(database):
    plain = analysis_tables.analysis_tables(database, DIRECTOR, ZONE)
    replaced = pseudonymised.pseudonymised(plain)
    read = {
        name: pl.read_parquet(io.BytesIO(content))
        for name, content in contents(exported(database)).items()
        if name.endswith(".parquet")
    }

    for name, frame in plain.items():
        assert read[f"parquet/{name}.parquet"].height == frame.height > 0
    by_pupil = [
        sorted(frame["marks"].group_by("pupil").agg(pl.col("mark_1").sum())["mark_1"])
        for frame in (plain, replaced)
    ]
    assert by_pupil[0] == by_pupil[1]
    assert set(replaced["marks"]["unit"]) <= set(replaced["lessons"]["unit"])
    assert replaced["marks"].rows() == sorted(replaced["marks"].rows(), key=_order)


def _order(row):
    return [(value is None, value) for value in row]


def test_a_group_of_four_stays_out_and_is_counted(database):
    before = analysis_tables.analysis_tables(database, DIRECTOR, ZONE)["marks"]
    execute(
        database,
        "delete from journal.roster where page_id = '2026:5-англ1:АНГ' and student_id "
        "not in (select distinct student_id from journal.roster where page_id = "
        "'2026:5-англ1:АНГ' order by student_id limit 4)",
    )

    after = analysis_tables.analysis_tables(database, DIRECTOR, ZONE)["marks"]

    assert "5-англ1" in before["unit"]
    assert "5-англ1" not in after["unit"]
    assert analysis_tables.count_left_out(database, DIRECTOR, ZONE) == 1


def test_an_export_tells_no_reason_of_an_absence_and_no_exemption(database):
    tables = analysis_tables.analysis_tables(database, DIRECTOR, ZONE)

    assert (
        set(tables["attendance"].columns) & {"attendance", "value", "reason"} == set()
    )
    assert set(tables["finals"]["final"]) <= {
        "2",
        "3",
        "4",
        "5",
        "not_attested",
        "other",
    }
    for frame in tables.values():
        assert not [kind for kind in frame.dtypes if isinstance(kind, pl.Datetime)]


def test_an_export_holds_only_levels_of_who_takes_it(database):
    def grades(person):
        tables = analysis_tables.analysis_tables(database, person, ZONE)
        return set().union(*(frame["grade"].to_list() for frame in tables.values()))

    assert grades(DEPUTY_OOO) == {5}
    assert grades(DEPUTY_SOO) == {10}
    for person in (HOMEROOM, TEACHER, SECRETARY):
        assert grades(person) == set()


def test_what_is_over_its_term_is_counted_until_the_program_deletes_it(filled_school):
    database, now = filled_school.database, filled_school.clock.now()
    log.note(database, now - timedelta(days=366), log.Actor(), "log_in_failed")
    log.note(database, now - timedelta(days=3), log.Actor(), "log_in_failed")

    def line(kind):
        report = retention_report(database, DIRECTOR, now)
        return report.filter(kind=kind).row(0, named=True)

    before = line("access_log")
    forget_old(database, now)
    after = line("access_log")

    assert (before["count_rows"], before["count_over"], before["days"]) == (2, 1, 365)
    assert (after["count_rows"], after["count_over"]) == (1, 0)
    assert before["is_deleted_by_program"]


def test_accounts_of_people_who_left_long_ago_are_over_their_term(filled_school):
    database, now = filled_school.database, filled_school.clock.now()
    for number, (person, left) in enumerate(
        (("К-0001", None), ("К-0002", 31), ("К-0003", 5))
    ):
        execute(
            database,
            "insert into access.accounts (account_id, person_id, created_at) "
            "values (?, ?, ?)",
            str(number),
            f"student:{person}",
            utc_naive(now),
        )
        if left is not None:
            execute(
                database,
                "update setup.students set left_on = ? where student_id = ?",
                (now - timedelta(days=left)).date(),
                person,
            )

    report = retention_report(database, DIRECTOR, now)

    accounts = report.filter(kind="accounts").row(0, named=True)
    assert (accounts["count_rows"], accounts["count_over"]) == (3, 1)
    assert not accounts["is_deleted_by_program"]


def test_the_retention_report_counts_for_who_leads_and_for_nobody_else(filled_school):
    database, now = filled_school.database, filled_school.clock.now()

    assert retention_report(database, DEPUTY_SOO, now).height == len(KINDS)
    for person in (HOMEROOM, TEACHER, SECRETARY):
        assert retention_report(database, person, now).is_empty()

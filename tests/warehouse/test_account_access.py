"""Who issues codes to whom and freezes whom: role × account, every cell."""

from __future__ import annotations

from datetime import date

import pytest

from warehouse.access.managing import freeze, hand_out_codes, reset, unfreeze
from warehouse.access.opening import open_missing
from warehouse.errors import VedomostError
from warehouse.queries import accounts
from warehouse.viewer import Viewer

pytestmark = pytest.mark.by_turns

TODAY = date(2026, 11, 23)

# Who holds the accounts, in the order of the columns below.
HOLDERS = {
    "director": "p-dir",
    "administrator": "p-adm",
    "deputy of 5": "p-ooo",
    "deputy of 10": "p-soo",
    "secretary": "p-sec",
    "teaches 5А 5Б": "p-mat",  # homeroom of 5А
    "teaches 10А": "p-fiz",  # homeroom of 10А
    "works, teaches none": "p-lib",
    "teacher, child in 10А": "p-eng",  # teaches in 5
    "student 5А": "student:К-0001",
    "student 5Б": "student:К-0011",
    "student 10А": "student:К-0021",
    "parent 5А": "R-1",
    "parent 5Б and 10А": "R-3",
    "parent of nobody here": "R-9",
}
# R: may issue a new code; F: that and freeze; C: all that and take the second factor.
RIGHTS = """
    p-dir   . C C C C C C C C C C C C C C
    p-adm   C . C C C C C C C C C C C C C
    p-ooo   . . . . . F . . F F F . F F .
    p-soo   . . . . . . F . . . . F . F .
    p-sec   . . . . . F F F F F F F F F .
    p-mat   . . . . . . . . . R . . R . .
    p-rus   . . . . . . . . . . R . . R .
    p-fiz   . . . . . . . . . . . R . R .
    p-eng   . . . . . . . . . . . . . . .
    p-lib   . . . . . . . . . . . . . . .
    student:К-0001   . . . . . . . . . . . . . . .
    R-1     . . . . . . . . . . . . . . .
    R-3     . . . . . . . . . . . . . . .
    nobody  . . . . . . . . . . . . . . .
"""
CELLS = [
    (person, holder, right)
    for person, *rights in map(str.split, RIGHTS.strip().splitlines())
    for holder, right in zip(HOLDERS.values(), rights, strict=True)
]


@pytest.fixture
def database(filled_school, clock):
    with filled_school.database.writing() as cursor:
        cursor.execute(
            """
            insert into setup.staff values
            ('p-lib', 'Книгина', 'Ира', '', '', '', 'p-lib', '2026-08-20', null);
            delete from setup.parents;
            insert into setup.parents values
            ('R-1', 'Абрамова', 'Ольга', '', 'К-0001', '2026-08-20', null),
            ('R-3', 'Макаров', 'Илья', '', 'К-0011, К-0021', '2026-08-20', null),
            ('R-2', 'Бобров', 'Олег', '', 'К-0002, К-0021', '2026-08-20', null),
            ('R-9', 'Давнов', 'Пётр', '', 'К-0001', '2026-08-20', null),
            ('p-eng', 'Жукова', 'Ольга', '', 'К-0021', '2026-08-20', null);
            """
        )
    open_missing(filled_school.database, at=clock.now(), by="")
    with filled_school.database.writing() as cursor:
        cursor.execute(
            "update setup.parents set valid_to = '2026-11-01' where person_id = 'R-9'"
        )
        cursor.execute("update access.accounts set state = 'active'")
    return filled_school.database


@pytest.fixture
def ids(database):
    with database.reading() as cursor:
        return dict(
            cursor.execute(
                "select person_id, account_id from access.accounts"
            ).fetchall()
        )


def test_every_role_manages_its_accounts_and_no_other(database, ids):
    with database.reading() as cursor:
        rows = cursor.execute(
            "select person_id, account_id, may_reset, may_freeze, "
            "may_clear_second_factor from intermediate.int_account_access"
        ).fetchall()
    granted = {row[:2]: row[2:] for row in rows}
    kinds = {
        ".": None,
        "R": (True, False, False),
        "F": (True, True, False),
        "C": (True, True, True),
    }

    given = {
        (person, holder): granted.get((person, ids[holder]))
        for person, holder, _ in CELLS
    }

    assert given == {(person, holder): kinds[right] for person, holder, right in CELLS}


@pytest.mark.parametrize("person", dict.fromkeys(person for person, _, _ in CELLS))
def test_the_warehouse_refuses_what_the_table_does_not_give(
    database, ids, clock, person
):
    def is_done(deed, holder):
        try:
            deed(database, ids[holder], by=person, at=clock.now())
        except VedomostError:
            return False
        return True

    # Freezing first, so that a code for a frozen account is asked for too.
    done = {
        holder: tuple(is_done(deed, holder) for deed in (freeze, unfreeze, reset))
        for holder in HOLDERS.values()
    }

    assert done == {
        holder: (right in "FC", right in "FC", right in "RFC")
        for one, holder, right in CELLS
        if one == person
    }


def test_nobody_manages_the_own_account(database):
    with database.reading() as cursor:
        own = cursor.execute(
            """
            select access.person_id
            from intermediate.int_account_access as access
            inner join access.accounts as accounts
                on access.account_id = accounts.account_id
            where access.person_id = accounts.person_id
            """
        ).fetchall()
    assert own == []


def test_one_account_that_is_not_theirs_stops_a_whole_class(database, ids, clock):
    class_and_one_more = [ids["student:К-0001"], ids["student:К-0011"]]

    with pytest.raises(VedomostError):
        hand_out_codes(database, class_and_one_more, by="p-mat", at=clock.now())

    with database.reading() as cursor:
        issued = cursor.execute("select * from access.activation_codes").fetchall()
        reset_ones = cursor.execute(
            "select * from access.accounts where state <> 'active'"
        ).fetchall()
    assert issued == []
    assert reset_ones == []


@pytest.mark.parametrize(
    ("person", "classes"),
    [
        ("p-mat", ["5А"]),
        ("p-ooo", ["5А", "5Б"]),
        ("p-soo", ["10А"]),
        ("p-sec", ["5А", "5Б", "10А"]),
        ("p-eng", []),
        ("R-1", []),
    ],
)
def test_slips_are_offered_for_the_own_classes(database, person, classes):
    found = accounts.classes(database, Viewer(person, frozenset()))

    assert found["class_id"].to_list() == classes


def test_another_teachers_class_is_empty(database, clock):
    def of(person, class_id, kind):
        found = accounts.class_accounts(
            database,
            Viewer(person, frozenset()),
            class_id,
            kind,
            now=clock.now(),
            today=TODAY,
        )
        return found["person_id"].to_list()

    assert len(of("p-mat", "5А", "student")) == 10
    assert of("p-mat", "5А", "parent") == ["R-1", "R-2"]
    assert of("p-mat", "10А", "parent") == []
    assert of("p-mat", "5Б", "student") == []
    assert of("p-mat", "5Б", "parent") == []
    # Who left gets no slip; a parent who works here logs in as staff.
    assert "student:К-0020" not in of("p-rus", "5Б", "student")
    assert of("p-fiz", "10А", "parent") == ["R-2", "R-3"]


def test_the_list_is_filtered_by_kind_class_and_text(database, clock):
    with database.writing() as cursor:
        cursor.execute(
            "update setup.students set left_on = '2026-11-22' "
            "where student_id = 'К-0012'"
        )

    def found(person="p-sec", **filters):
        return accounts.accounts(
            database,
            Viewer(person, frozenset()),
            now=clock.now(),
            today=TODAY,
            **filters,
        )

    assert set(found(kind="parent")["person_id"]) == {"R-1", "R-2", "R-3"}
    assert set(found(class_id="10А", kind="parent")["person_id"]) == {"R-2", "R-3"}
    assert found(text="КОРОЛЕВ")["person_id"].to_list() == ["p-rus"]  # written with ё
    assert found(text="%").is_empty()
    assert found(person="p-eng").is_empty()
    left = found().filter("has_left")["person_id"].to_list()
    assert left == ["student:К-0012"]


def test_whoever_left_keeps_the_name_on_the_account(database, clock):
    with database.writing() as cursor:
        cursor.execute(
            "update setup.staff set valid_to = '2026-11-01' where person_id = 'p-lib'"
        )

    found = accounts.accounts(
        database,
        Viewer("p-adm", frozenset()),
        now=clock.now(),
        today=TODAY,
        kind="staff",
    )

    left = found.filter("has_left").select("person_id", "person_name", "role_list")
    assert left.rows() == [("p-lib", "Книгина Ира", ",")]
    homeroom = found.filter(person_id="p-mat")["role_list"].item()
    assert homeroom == ",teacher,homeroom,"


def test_no_secret_of_an_account_reaches_a_view(database):
    with database.reading() as cursor:
        columns = cursor.execute(
            """
            select table_name, column_name from duckdb_columns()
            where schema_name in ('staging', 'intermediate', 'marts')
                and (
                    column_name like '%hash%' or column_name like '%secret%'
                    or column_name like '%token%' or column_name like '%password%'
                )
            """
        ).fetchall()
    named = {column for _, column in columns}
    assert named <= {"has_password", "password_set_at"}

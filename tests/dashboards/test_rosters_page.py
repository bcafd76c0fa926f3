"""*Lists and OneRoster*: a list is mapped, shown and applied; a package goes out."""

from __future__ import annotations

import io
import zipfile
from typing import TYPE_CHECKING

import pytest

from dashboards.rosters.roster_out import _made
from warehouse.clock import utc_naive
from warehouse.errors import VedomostError
from warehouse.taking_rosters import may_take_in
from warehouse.viewer import Viewer

if TYPE_CHECKING:
    from warehouse.school_folder import School

CUSTOM = "Где;Кто;ФИО матери\n5А;Новикова Лидия Олеговна;Новикова А. А.\n".encode()


@pytest.fixture
def filled_school(example_school: School) -> School:
    """The example school: its set-up is whole, so changes of it are checked."""
    return example_school


def html(app):
    return "".join(block.proto.body for block in app.get("html"))


def students(school):
    with school.database.reading() as cursor:
        return cursor.execute(
            "select student_id, surname, class_id from setup.students "
            "where valid_to is null and starts_with(student_id, 'Л-')"
        ).fetchall()


def deeds(school):
    with school.database.reading() as cursor:
        return cursor.execute(
            "select action, person_id, place from access.log order by rowid"
        ).fetchall()


def named(blocks, label):
    return next(one for one in blocks if one.label == label)


def test_a_list_is_mapped_shown_applied_and_its_columns_are_remembered(
    filled_school, open_filled
):
    app = open_filled("rosters", "С-03")
    upload = named(app.file_uploader, "Список класса (Excel или CSV)")
    upload.upload("list.csv", CUSTOM).run()
    assert not app.exception
    assert any("укажите, в каких столбцах" in one.value for one in app.warning)

    named(app.selectbox, "A: Где").select("class")
    named(app.selectbox, "B: Кто").select("full_name").run()
    assert "Л-0001 Новикова Лидия" in html(app)
    assert "Белова Софья, 5А" in html(app)  # is in the class and not in the list
    assert students(filled_school) == []  # only shown so far

    named(app.button, "Применить изменения").click().run()
    assert not app.exception
    assert students(filled_school) == [("Л-0001", "Новикова", "5А")]
    assert ("roster_taken_in", "С-03", "rosters") in deeds(filled_school)

    app.file_uploader[0].upload("list.csv", CUSTOM).run()
    assert named(app.selectbox, "B: Кто").value == "full_name"
    assert any("Изменений нет" in one.value for one in app.info)


def test_a_package_with_a_fault_says_which_and_cannot_be_applied(
    filled_school, open_filled
):
    content = _made(filled_school, with_marks=True)
    files = {
        name: text.replace(b",student,", b",pupil,")
        for name, text in read(content).items()
    }
    app = open_filled("rosters", "С-01")

    app.file_uploader[1].upload("rosters.zip", zipped(files)).run()

    assert not app.exception
    assert "roles.csv, строка 2, столбец «role»: Значения «pupil» нет" in html(app)
    assert "Применить изменения" not in [one.label for one in app.button]


def test_a_package_is_shown_and_applied(filled_school, open_filled):
    files = read(_made(filled_school, with_marks=False))
    files["users.csv"] = files["users.csv"].replace(
        "Белова".encode(), "Беликова".encode()
    )
    app = open_filled("rosters", "С-01")

    app.file_uploader[1].upload("rosters.zip", zipped(files)).run()
    assert "«Белова» → «Беликова»" in html(app)
    named(app.button, "Применить изменения").click().run()

    assert not app.exception
    assert ("roster_taken_in", "С-01", "rosters") in deeds(filled_school)
    with filled_school.database.reading() as cursor:
        named_now = cursor.execute(
            "select surname from setup.students "
            "where student_id = 'К-0202' and valid_to is null"
        ).fetchall()
    assert named_now == [("Беликова",)]


def test_marks_go_out_only_by_who_leads_every_level(filled_school, open_filled):
    whole = open_filled("rosters", "С-01")  # the director
    rosters_only = open_filled("rosters", "С-03")  # the secretary
    said = "В пакете также виды работ, уроки с отметками и сами отметки."

    assert said in [one.value for one in whole.markdown]
    assert said not in [one.value for one in rosters_only.markdown]
    assert "results.csv" not in read(_made(filled_school, with_marks=False))
    assert (
        b"file.results,absent"
        in read(_made(filled_school, with_marks=False))["manifest.csv"]
    )


def test_a_deputy_of_one_level_takes_nothing_in(filled_school, open_filled):
    with filled_school.database.writing() as cursor:
        cursor.execute("update setup.staff set levels = 'ooo' where person_id = 'С-02'")
    app = open_filled("rosters", "С-02")

    assert not app.file_uploader
    assert any("заместитель по всем уровням" in one.value for one in app.info)


def test_under_a_breach_and_without_the_right_nothing_is_taken_in(filled_school):
    now = filled_school.clock.now()
    with filled_school.database.writing() as cursor:
        with pytest.raises(VedomostError, match="deputy of all levels"):
            may_take_in(cursor, Viewer("С-05", frozenset()), now)
        cursor.execute(
            "insert into access.accounts (account_id, person_id, login, state, "
            "security_version, created_at) values ('a', 'С-03', 'a', 'frozen', 1, ?)",
            [utc_naive(now)],
        )
        with pytest.raises(VedomostError, match="breach"):
            may_take_in(cursor, Viewer("С-03", frozenset()), now)


def read(content):
    with zipfile.ZipFile(io.BytesIO(content)) as package:
        return {name: package.read(name) for name in package.namelist()}


def zipped(files):
    content = io.BytesIO()
    with zipfile.ZipFile(content, "w") as package:
        for name, text in files.items():
            package.writestr(name, text)
    return content.getvalue()

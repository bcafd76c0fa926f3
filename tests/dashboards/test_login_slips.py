"""Login slips: codes for a class, on paper and as a table (§2.14)."""

from __future__ import annotations

import io

import openpyxl
import pytest
import typst

from dashboards.forms import slips_pdf as form
from dashboards.forms.slips import Slip, SlipSheet
from dashboards.forms.slips_pdf import slips_pdf
from dashboards.forms.slips_xlsx import slips_xlsx
from warehouse.access.accounts import account_for_login
from warehouse.access.activation import open_code
from warehouse.access.managing import freeze
from warehouse.access.opening import open_missing

pytestmark = pytest.mark.by_turns

PAGE = "app_pages/login_slips.py"
READY = "login_slips_ready"
NASTY = ("=1+1", "#strong[x]", "*_`$x$", "@SUM(A1)", "+7", "<b>", '"}\\', "Ёжик Ы.")


@pytest.fixture
def database(school, clock):
    open_missing(school.database, at=clock.now(), by="")
    return school.database


def sheet_of(*names: str) -> SlipSheet:
    return SlipSheet(
        school_name="Школа № 7 «#let x»",
        title="Листки: 5А",
        address="https://journal.example",
        valid_until="07.12.2026 12:00",
        language="ru",
        slips=tuple(Slip(name, "5А", "ivanov.ii", "ABCD-EFGH-2345") for name in names),
    )


def opened(looking_as, login):
    app = looking_as(login, PAGE)
    app.run()
    assert not app.exception
    return app


def press(app, label):
    next(button for button in app.button if label in button.label).click().run()
    assert not app.exception
    return app


def rows_of(xlsx: bytes) -> list[tuple[object, ...]]:
    book = openpyxl.load_workbook(io.BytesIO(xlsx))
    return list(book.active.iter_rows(min_row=2, values_only=True))


def action_lines(database):
    with database.reading() as cursor:
        return cursor.execute(
            "select person_id, action, place, scope, about_person_id from access.log "
            "where action in ('code_issued', 'printed') order by all"
        ).fetchall()


@pytest.mark.parametrize("login", ["homeroom", "deputy", "secretary"])
def test_a_class_gets_its_codes_and_each_works(looking_as, database, clock, login):
    app = opened(looking_as, login)

    press(app, "подготовить")

    ready = app.session_state[READY]
    rows = rows_of(ready.xlsx)
    # К-001 has a password already and is not among those who get a slip at first.
    assert [row[0] for row in rows] == ["Белова Ксения", "Волков Лев"]
    for _, whose, name, code, address, until in rows:
        account = account_for_login(database, name)[0]
        assert open_code(database, account.account_id, code, clock.now())
        assert whose == "5А"
        assert address.startswith("http")
        assert until == "07.12.2026 12:00"
    assert ready.pdf.startswith(b"%PDF")


def test_of_two_namesakes_the_chosen_one_gets_the_code(looking_as, database):
    with database.writing() as cursor:
        cursor.execute(
            "update setup.students set surname = 'Белова', given_name = 'Ксения', "
            "patronymic = 'Андреевна' where student_id = 'К-003'"
        )
    app = opened(looking_as, "homeroom")
    chosen = app.multiselect[0].options[1]
    login = chosen.partition(" · ")[2]
    assert login

    app.multiselect[0].set_value([]).run()
    app.multiselect[0].select(chosen).run()
    press(app, "подготовить")

    assert [line[2] for line in rows_of(app.session_state[READY].xlsx)] == [login]


def test_with_nobody_chosen_the_button_asks_whom(looking_as, database):
    app = opened(looking_as, "homeroom")

    app.multiselect[0].set_value([]).run()

    button = app.button[-1]
    assert button.label == "Выберите, кому выдать"
    assert button.disabled


def test_everyone_of_the_class_is_chosen_by_one_press(looking_as, database):
    app = opened(looking_as, "homeroom")

    press(app, "Выбрать всех")

    assert len(app.multiselect[0].value) == len(app.multiselect[0].options) == 3
    assert not app.button[-1].disabled


def test_who_is_frozen_meanwhile_is_not_among_everyone(looking_as, database, clock):
    app = opened(looking_as, "homeroom")
    frozen = account_for_login(database, "belova.ka")[0].account_id
    freeze(database, frozen, by="P-01", at=clock.now())

    press(app, "Выбрать всех")

    assert len(app.multiselect[0].value) == 2
    assert frozen not in app.multiselect[0].value


def test_issuing_again_voids_the_older_codes_and_says_so_before(
    looking_as, database, clock
):
    app = press(opened(looking_as, "homeroom"), "подготовить")
    first = rows_of(app.session_state[READY].xlsx)
    press(app, "Готово")
    assert app.multiselect[0].value == []  # one press more would void what was printed
    for row in first:
        account = account_for_login(database, row[2])[0]
        app.multiselect[0].select(account.account_id).run()
    assert any("прежние коды перестанут" in one.value for one in app.warning)

    press(app, "подготовить")

    second = rows_of(app.session_state[READY].xlsx)
    for old, new in zip(first, second, strict=True):
        account = account_for_login(database, old[2])[0]
        assert not open_code(database, account.account_id, old[3], clock.now())
        assert open_code(database, account.account_id, new[3], clock.now())


def test_classmates_with_one_initial_are_told_apart(looking_as, database):
    app = opened(looking_as, "homeroom")

    assert {"Белова Ксения", "Волков Лев"} <= set(app.multiselect[0].options)


def test_while_slips_lie_ready_no_press_can_void_them(looking_as, database):
    app = press(opened(looking_as, "homeroom"), "подготовить")

    assert not any("подготовить" in button.label for button in app.button)

    app.selectbox("slips_kind").select("parent").run()
    assert READY not in app.session_state


def test_whoever_has_a_password_loses_it_after_a_warning(looking_as, database, site):
    student = account_for_login(database, "student")[0]
    token = site.sessions.open(student)
    app = opened(looking_as, "homeroom")
    app.multiselect[0].select(student.account_id).run()
    assert any("пароль" in one.value for one in app.warning)

    press(app, "подготовить")

    account, password_hash = account_for_login(database, "student")
    assert (account.state, password_hash) == ("new", None)
    assert site.sessions.for_token(token) is None


def test_printing_and_each_code_stand_in_the_log(looking_as, database):
    press(opened(looking_as, "homeroom"), "подготовить")

    assert action_lines(database) == [
        ("P-04", "code_issued", "", "", "student:К-002"),
        ("P-04", "code_issued", "", "", "student:К-003"),
        ("P-04", "printed", "login_slips", "5А student 2", ""),
    ]


def test_parents_get_slips_with_their_childrens_names(looking_as, database):
    app = opened(looking_as, "homeroom")
    app.selectbox("slips_kind").select("parent").run()

    press(app, "подготовить")

    (row,) = rows_of(app.session_state[READY].xlsx)
    assert row[:3] == (
        "Белов Андрей Юрьевич",
        "Белова Ксения, Волков Лев, 5А",
        "belov.ay",
    )


def test_a_frozen_account_gets_no_slip(looking_as, database, clock):
    frozen = account_for_login(database, "belova.ka")[0].account_id
    freeze(database, frozen, by="P-01", at=clock.now())

    press(opened(looking_as, "secretary"), "подготовить")

    with database.reading() as cursor:
        issued = cursor.execute(
            "select account_id from access.activation_codes"
        ).fetchall()
    assert (frozen,) not in issued
    assert len(issued) == 1


def test_a_class_taken_away_meanwhile_gets_no_codes(looking_as, database):
    app = opened(looking_as, "homeroom")
    with database.writing() as cursor:
        cursor.execute("update setup.classes set homeroom_person_id = 'P-05'")
        cursor.execute("delete from journal.page_teachers")

    app.run()

    assert not app.button
    assert action_lines(database) == []


def test_eight_slips_go_on_a_page_and_any_name_is_plain_text():
    names = NASTY * 2 + ("Иванов Иван",)

    assert _count_pages(sheet_of(*names)) == 3
    assert _count_pages(sheet_of(*NASTY)) == 1
    assert _count_pages(sheet_of("Константинопольский-Переяславский " * 12)) == 1


def test_a_name_in_markup_is_drawn_like_any_other(tmp_path):
    # Drawn as markup, “#strong[x]” and “*x*” would be the same picture.
    drawn = {_picture(sheet_of(name)) for name in ("#strong[x]", "*x*", "x")}

    assert len(drawn) == 3


def test_the_printed_slips_embed_their_fonts():
    assert b"LibertinusSerif" in slips_pdf(sheet_of("Иванов Иван"))


@pytest.mark.parametrize("language", ["ru", "en"])
def test_every_cell_of_the_table_is_text(language):
    made = slips_xlsx(sheet_of(*NASTY)._replace(language=language))

    book = openpyxl.load_workbook(io.BytesIO(made))
    cells = [cell for row in book.active.iter_rows() for cell in row]
    assert {cell.data_type for cell in cells} == {"s"}
    assert not any(cell.hyperlink for cell in cells)
    assert [row[0] for row in rows_of(made)] == list(NASTY)


def _compiled(sheet: SlipSheet, kind: str) -> list[bytes]:
    pages = typst.compile(
        form.TEMPLATE,
        root=form.TEMPLATE.parent,
        ignore_system_fonts=True,
        sys_inputs={"sheet": form.data_of(sheet)},
        format=kind,
        ppi=36,
    )
    return pages if isinstance(pages, list) else [pages]


def _count_pages(sheet: SlipSheet) -> int:
    return len(_compiled(sheet, "png"))


def _picture(sheet: SlipSheet) -> bytes:
    return b"".join(_compiled(sheet, "png"))

"""A code from a paper, typed or scanned: three clear answers, figures only for some."""

from __future__ import annotations

import pytest

from dashboards import current
from dashboards.forms.table_form import Form, FormTable
from dashboards.forms.table_form_pdf import table_form_pdf
from dashboards.printing.sealing import sealed_table
from tests.dashboards.printing.test_papers import text_of, valid
from warehouse import form_codes

pytestmark = pytest.mark.by_turns

GENUINE = (
    "Подлинная: форма напечатана здесь, и реестр подтверждает то, что в ней показано."
)
ALTERED = "Изменена: на эту бумагу полагаться нельзя."
UNKNOWN = "Неизвестна: форма с таким кодом здесь не печаталась."


def shown(app):
    assert not app.exception
    kinds = (app.success, app.error, app.warning, app.info)
    return [one.value for kind in kinds for one in kind]


def html(app):
    return "".join(one.proto.body for one in app.get("html"))


@pytest.fixture
def code(papers_of):
    """The code of the summary sheet of 5А, as the director printed it."""
    return papers_of("summary_sheet")[0].seal.code


def test_a_scanned_code_is_answered_at_once_with_what_the_form_showed(
    open_filled, code
):
    app = open_filled("verify_form", "p-ooo", code=code)

    assert shown(app) == [
        GENUINE,
        "С тех пор ничего из показанного в форме не изменилось.",
    ]
    assert "Средний балл" in html(app)
    assert "5А" in html(app)


@pytest.mark.parametrize(
    "person_id", ["p-soo", "p-rus", "p-adm", "r-one", "student:К-0001"]
)
def test_who_may_not_read_the_class_learns_only_that_it_is_genuine(
    open_filled, code, person_id
):
    app = open_filled("verify_form", person_id, code=code)

    assert shown(app) == [GENUINE]
    assert "Средний балл" not in html(app)
    told = " ".join(one.value for one in (*app.markdown, *app.caption))
    assert "5А" not in told
    assert r"Сводная ведомость\: напечатал" in told


@pytest.mark.parametrize(
    ("person_id", "reads"), [("p-ooo", True), ("r-one", True), ("p-soo", False)]
)
def test_the_log_of_access_says_whose_report_was_read(
    open_filled, papers_of, filled_school, person_id, reads
):
    papers = papers_of("student_report")
    with filled_school.database.reading() as cursor:
        (code,) = cursor.execute(
            "select code from journal.printed_forms where student_id = 'К-0001'"
        ).fetchone()
    assert code in {paper.seal.code for paper in papers}

    open_filled("verify_form", person_id, code=code)

    current.site().trail.write()
    with filled_school.database.reading() as cursor:
        told = cursor.execute(
            "select scope, about_person_id from access.log "
            "where place = 'verify_form' and action = 'page_viewed'"
        ).fetchall()
    assert told == [(code, "student:К-0001" if reads else "")]


def test_a_typed_code_that_is_put_together_from_two_papers_is_altered(
    open_filled, papers_of
):
    one, other = (paper.seal.code for paper in papers_of("student_report")[:2])
    mixed = one[:9] + other[9:]
    if not form_codes.is_whole(mixed):
        signs = mixed.replace("-", "")[:-1]
        whole = (
            form_codes.read_code(signs + sign)
            for sign in form_codes.ALPHABET
            if form_codes.is_whole(form_codes.read_code(signs + sign))
        )
        mixed = next(whole)
    app = open_filled("verify_form", "p-ooo")
    app.text_input[0].input(mixed)

    app.button[0].click().run()

    assert shown(app) == [ALTERED]
    assert "составлен из двух бумаг" in " ".join(one.value for one in app.markdown)


def test_an_unknown_code_says_what_a_code_looks_like(open_filled):
    app = open_filled("verify_form", "p-ooo", code="привет")

    assert shown(app) == [UNKNOWN]


def test_guesses_cost_time(open_filled):
    app = open_filled("verify_form", "p-ooo")
    for _ in range(7):
        app.text_input[0].input("AAAA-AAAA-AAAA-AAAA")
        app.button[0].click().run()

    assert shown(app)[0].startswith("Слишком много неверных кодов")


def test_the_forms_page_offers_every_form_of_a_class(open_filled):
    app = open_filled("forms", "p-ooo")

    assert not app.exception
    labels = [one.proto.label for one in app.get("download_button")]
    both = ["Форма для печати (PDF)", "Форма с итогами (XLSX)"]
    assert labels == [*both, "Форма для начала (XLSX)", *both]
    for kind in ("student_report", "attendance_sheet", "homeroom_report"):
        app.selectbox(key="form").select(kind).run()
        assert not app.exception


def test_a_homeroom_teacher_has_no_report_of_a_level(open_filled):
    app = open_filled("forms", "p-rus")

    assert not app.exception
    assert [one.value for one in app.subheader] == ["Класс", "Собственная форма школы"]


def test_a_page_of_figures_carries_a_code_and_its_printer_reads_its_figures(
    open_filled, filled_school
):
    table = FormTable("По учителям", ("Учитель",), (("Ан",), ("Бе",)))
    told = (("Период", "II четверть"),)
    form = Form("Своевременность", "Школа", told, (table,), (), "сейчас", "я", "ru")
    sealed = sealed_table(filled_school, "p-ooo", "https://school.example", form)

    own = open_filled("verify_form", "p-ooo", code=sealed.seal.code)
    other = open_filled("verify_form", "p-soo", code=sealed.seal.code)

    assert shown(own) == [GENUINE]
    assert "По учителям" in html(own)
    assert shown(other) == [GENUINE]
    assert sealed.seal.code in text_of(table_form_pdf(sealed))
    assert valid(table_form_pdf(sealed)) == []

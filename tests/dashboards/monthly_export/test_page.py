"""The page *Monthly export*: what each role sees, takes and starts."""

from __future__ import annotations

import hashlib
import io
import shutil
import zipfile
from datetime import UTC, datetime, timedelta

import pytest

from dashboards import current
from dashboards.monthly_export import calendar_view, files_view, months
from dashboards.monthly_export.job import JOB
from dashboards.monthly_export.registered import Order
from dashboards.monthly_export.running import Exports
from dashboards.scheduling.scheduler import Scheduler
from dashboards.scheduling.telling import spoken
from dashboards.site import open_site
from tests.dashboards.monthly_export.conftest import LATE
from warehouse.errors import VedomostError
from warehouse.queries import monthly_exports
from warehouse.school_folder import open_school
from warehouse.viewer import Viewer

SCRIPT = "from dashboards.app_pages import monthly_exports"


@pytest.fixture
def filled_school(exported_folder, tmp_path, clock):
    """The exported school in place of the filled one: `open_filled` shows it."""
    folder = tmp_path / "filled"
    shutil.copytree(exported_folder, folder)
    with open_school(folder, clock) as school:
        yield school


def seen(school, person_id, now=LATE):
    """Return (month, level) → (kind, words, below) as the person's calendar shows."""
    viewer = Viewer(person_id, frozenset())
    year = months.months_of_year(school, now.date())
    spans = [(one.key, one.after_on, one.due_on) for one in year]
    found = calendar_view.Found(
        monthly_exports.levels(school.database, viewer),
        monthly_exports.due(school.database, viewer, spans),
        monthly_exports.made(school.database, viewer),
    )
    looked = calendar_view.Seen(now, school.timezone, "ru", months.kept_since(school))
    return {
        (month.key, level): calendar_view.state_of(month, level, found, looked)
        for month in year
        for level in found.levels["school_level"]
    }


def test_the_calendar_says_of_each_month_what_became_of_it(filled_school):
    cells = seen(filled_school, "p-dir")

    assert cells["2026-10", "ooo"][:2] == ("quiet", "журнал здесь ещё не вели")
    kind, words, below = cells["2026-11", "ooo"]
    assert (kind, words) == ("warn", "сделана, на 3 дня позже срока")
    assert below[0] == "18.11.2026 09:10, сервер по расписанию"
    assert cells["2026-12", "soo"][:2] == ("quiet", "срок не наступил")
    assert cells["2027-07", "soo"][1] == "—"


def test_the_day_itself_and_the_days_after_it_are_told_apart(filled_school):
    day = datetime(2026, 12, 15, 1, tzinfo=UTC)

    assert seen(filled_school, "p-dir", day)["2026-12", "ooo"][:2] == (
        "warn",
        "сегодня в 06:00",
    )
    after = seen(filled_school, "p-dir", day + timedelta(days=1))
    assert after["2026-12", "ooo"][:2] == ("bad", "не сделана")


def test_a_deputy_sees_the_own_levels_alone(filled_school):
    assert {level for _, level in seen(filled_school, "p-soo")} == {"soo"}


def test_the_page_of_a_leader_offers_files_and_an_export_by_hand(open_filled):
    page = open_filled("monthly_exports", "p-soo")

    assert not page.exception
    keys = {one.key for one in page.get("download_button")}
    assert "2026-11-1.zip" in keys
    assert not any("/ooo/" in key for key in keys)
    assert page.button(key="export_start").label == "Выгрузить"


def test_an_administrator_sees_that_exports_are_made_and_none_of_their_files(
    open_filled,
):
    page = open_filled("monthly_exports", "p-adm")

    assert not page.exception
    assert [one.key for one in page.get("download_button")] == [
        "monthly_exports_pdf",
        "monthly_exports_xlsx",
    ]
    assert [one.value for one in page.subheader] == ["Работы сервера"]


def test_the_zip_holds_the_own_levels_with_a_list_that_sha256sum_reads(
    filled_site, filled_school
):
    content = files_view.zip_of(
        filled_school, Viewer("p-soo", frozenset()), "2026-11-1"
    )

    with zipfile.ZipFile(io.BytesIO(content)) as archive:
        lines = archive.read("sha256.txt").decode().splitlines()
        names = [name for name in archive.namelist() if name != "sha256.txt"]
        assert names
        assert all(name.startswith("soo/") for name in names)
        assert [line.split("  ")[1] for line in lines] == names
        for line in lines:
            digest, name = line.split("  ")
            assert hashlib.sha256(archive.read(name)).hexdigest() == digest


def test_a_file_of_another_level_or_one_that_was_changed_is_not_given_out(
    filled_school,
):
    path = "exports/2026-11/1/soo/Сводная_ведомость_10А_1_полугодие.pdf"

    def taken_by(person_id):
        viewer = Viewer(person_id, frozenset())
        return files_view.file_of(filled_school, viewer, "2026-11-1", path)

    assert taken_by("p-soo").startswith(b"%PDF")
    for person_id in ("p-ooo", "p-adm", "p-fiz", "nobody"):
        with pytest.raises(VedomostError, match="not open to you"):
            taken_by(person_id)
    (filled_school.folder / path).write_bytes(b"%PDF other")
    with pytest.raises(VedomostError, match="is not what was exported"):
        taken_by("p-soo")
    (filled_school.folder / path).unlink()
    with pytest.raises(VedomostError, match="is missing"):
        taken_by("p-dir")


def test_an_export_by_hand_runs_beside_the_page_and_says_what_it_did(filled_school):
    exports = Exports()
    month = months.month_of(filled_school, "2026-11")
    order = Order(month, ("soo",), "p-soo")
    thread = exports.start(filled_school, order, lambda: False)
    assert exports.start(filled_school, order, lambda: False) is None
    thread.join(60)

    progress = exports.progress("p-soo")
    assert progress.made.export_id == "2026-11-2"
    assert exports.progress("p-ooo") is None
    assert (progress.done, progress.is_running) == (0, False)


def test_an_export_by_hand_that_is_refused_says_why(filled_school):
    exports = Exports()
    month = months.month_of(filled_school, "2026-11")
    exports.start(filled_school, Order(month, ("ooo",), "p-soo"), lambda: False).join(
        60
    )

    failure = spoken(exports.progress("p-soo").failure, "ru")
    assert failure == "Выгружать можно только те ступени, за которые вы отвечаете."


def test_the_schedule_makes_what_is_missing_and_no_more(filled_school):
    """November is exported already, December comes, January was slept through."""
    site = open_site(filled_school)
    current.install(site)
    scheduler = Scheduler(site, (JOB,))

    def exports_of():
        with filled_school.database.reading() as cursor:
            return cursor.execute(
                "select export_id, school_level from journal.exports "
                "where number > 1 or month > '2026-11' order by all"
            ).fetchall()

    scheduler.look()
    assert exports_of() == []
    filled_school.clock.set(datetime(2027, 1, 20, tzinfo=UTC))
    with filled_school.database.writing() as cursor:  # one sheet is enough
        cursor.execute("delete from journal.roster where class_id <> '10А'")
    scheduler.look()
    scheduler.look()
    current.remove(site)

    assert exports_of() == [("2026-12-1", "soo"), ("2027-01-1", "soo")]
    with filled_school.database.reading() as cursor:
        told = cursor.execute(
            "select due_key, outcome, detail from journal.job_runs order by due_key"
        ).fetchall()
    assert [row[:2] for row in told] == [
        ("2026-11", "done"),
        ("2026-12", "done"),
        ("2027-01", "done"),
    ]
    assert [spoken(row[2], "ru") for row in told] == [
        "Уже выгружено вручную.",
        "Ведомостей: 1, файлов: 4.",
        "Ведомостей: 1, файлов: 4.",
    ]

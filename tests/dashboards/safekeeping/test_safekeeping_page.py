"""*Safekeeping* as people see it, and what the server does every night (§2.10)."""

from __future__ import annotations

import time
from typing import TYPE_CHECKING

from dashboards.safekeeping import nightly
from dashboards.scheduling.times import Due
from warehouse import filing
from warehouse.integrity import history
from warehouse.integrity.difference import Difference
from warehouse.integrity.report import Report

if TYPE_CHECKING:
    from warehouse.school_folder import School

PLACE = "block 3, entry 17 (2026:5А:МАТ, К-0001, mark)"


def kept(school: School, *differences: Difference) -> None:
    report = Report(
        school.clock.now(), 1.5, 3, 0, 17, 2, 0, 3, "a" * 64, "key", differences, ()
    )
    history.keep(school, report, "p-dir")


def button(app, label):
    return next(one for one in app.button if one.label == label)


def test_a_difference_is_named_with_its_place_in_words(filled_site, open_filled):
    kept(filled_site.school)
    filled_site.school.clock.set(filled_site.school.clock.now().replace(second=5))
    kept(filled_site.school, Difference(PLACE, "It was altered or added afterwards."))

    app = open_filled("safekeeping", "p-dir")

    assert not app.exception
    [error] = app.error
    assert "1 расхождение с записанным" in error.value
    shown = "".join(block.proto.body for block in app.get("html"))
    assert PLACE in shown
    assert "Строка изменена или добавлена позже." in shown


def test_whoever_may_has_everything_verified_at_once(filled_site, open_filled):
    app = open_filled("safekeeping", "p-adm")
    assert any("Проверок ещё не было" in one.value for one in app.info)

    button(app, "Проверить сейчас").click().run()

    until = time.monotonic() + 120
    while filled_site.verifications.progress.is_running and time.monotonic() < until:
        time.sleep(0.05)
    with filled_site.school.database.reading() as cursor:
        made = cursor.execute("select asked_by from journal.verifications").fetchall()
        told = cursor.execute(
            "select person_id from access.log where action = 'verified'"
        ).fetchall()
    assert made == [("p-adm",)]
    assert told == [("p-adm",)]


def test_every_night_the_result_is_kept_and_the_days_receipt_filed(filled_site):
    school = filled_site.school
    for _ in range(2):
        nightly.run(filled_site, Due("2026-11-23", school.clock.now()))

    with school.database.reading() as cursor:
        rows = cursor.execute(
            "select kind, path, filed_by from journal.filed"
        ).fetchall()
        (count,) = cursor.execute(
            "select count(*) from journal.verifications"
        ).fetchall()[0]
    path = "exports/receipts/2026-11-23.json"
    assert rows == [("receipt", path, "")]
    assert filing.sha256_of(school.folder / path)
    assert count == 2

"""Backups as the page, the clock and the command make them, and who sees them."""

from __future__ import annotations

import json
import re
from datetime import timedelta
from html import unescape

import pytest
from prometheus_client import generate_latest

from dashboards.control.commands import Asked, command_of
from dashboards.safekeeping.backing_up import BACKUP
from dashboards.scheduling.telling import spoken
from dashboards.scheduling.times import Due
from warehouse.backups.shelf import backups_in
from warehouse.errors import VedomostError
from warehouse.school_folder import read_settings, write_settings


def metrics(site):
    told = generate_latest(site.metrics.registry).decode()
    lines = [line for line in told.splitlines() if "backup" in line and line[0] != "#"]
    return dict(line.rsplit(" ", 1) for line in lines)


def shown(app):
    return unescape(" ".join(str(block.proto.body) for block in app.get("html")))


def test_the_administrator_makes_a_backup_on_the_page(site, looking_as, clock):
    assert metrics(site) == {"vedomost_failed_backups_total": "0.0"}
    app = looking_as("administrator", "app_pages/safekeeping.py").run()
    assert app.metric[-1].value == "не было"
    assert app.metric[-1].delta == "Восстановить школу не из чего"

    app.button(key="back_up_now").click().run()

    assert not app.exception
    assert re.search(r"сделана: файлов — \d+, \d+,\d МБ", app.success[-1].value)
    (made,) = backups_in(site.school.folder / "backups")
    with site.school.database.reading() as cursor:
        logged = cursor.execute(
            "select person_id, scope from access.log where action = 'backed_up'"
        ).fetchall()
    assert [scope for _, scope in logged] == [made.manifest.name]
    clock.set(clock.now() + timedelta(hours=30))
    again = looking_as("director", "app_pages/safekeeping.py").run()
    assert again.metric[-1].value == "30 часов назад"
    assert again.metric[-1].delta == "Слишком давно"
    assert "Сделана, не зашифрована" in shown(again)
    age = metrics(site)["vedomost_last_good_backup_age_seconds"]
    assert float(age) == timedelta(hours=30).total_seconds()


def test_the_night_makes_one_and_a_failure_is_told(site, looking_as, clock, tmp_path):
    due = Due("2026-11-23", clock.now())

    made = BACKUP.run(site, due)
    assert "Резервная копия сделана" in spoken(made, "ru")
    settings = read_settings(site.school.folder)
    gone = {**settings, "backup": {"folder": str(tmp_path / "unplugged" / "disk")}}
    write_settings(site.school.folder, gone)
    clock.set(clock.now() + timedelta(minutes=5))
    with pytest.raises(VedomostError, match="disk or share"):
        BACKUP.run(site, due)

    app = looking_as("director", "app_pages/school_today.py").run()
    assert app.metric[-1].value == "меньше часа назад"
    assert app.metric[-1].delta == "Последняя попытка не удалась"
    page = looking_as("director", "app_pages/safekeeping.py").run()
    assert "Подключён ли её диск" in shown(page)
    assert metrics(site)["vedomost_failed_backups_total"] == "1.0"


def test_a_backup_of_a_fast_clock_is_no_recent_one(site, looking_as, clock):
    right = clock.now()
    clock.set(right + timedelta(days=365))
    BACKUP.run(site, Due("2027-11-23", clock.now()))
    clock.set(right)

    app = looking_as("director", "app_pages/school_today.py").run()

    assert app.metric[-1].value == "неизвестно"
    assert "спешили" in app.metric[-1].delta
    assert "vedomost_last_good_backup_age_seconds" not in metrics(site)
    BACKUP.run(site, Due("2026-11-23", clock.now()))
    app = looking_as("director", "app_pages/school_today.py").run()
    assert app.metric[-1].value == "меньше часа назад"


def test_a_restored_copy_makes_none_at_night(site, clock):
    settings = read_settings(site.school.folder)
    write_settings(site.school.folder, {"copy_of": "school-7-2026", **settings})
    object.__setattr__(site.school, "copy_of", "school-7-2026")

    told = BACKUP.run(site, Due("2026-11-23", clock.now()))

    assert "school-7-2026" in spoken(told, "en")
    assert backups_in(site.school.folder / "backups") == []


def test_the_command_prints_the_folder_and_tells_what_is_risky(school, tmp_path):
    data, notes = [], []
    asked = Asked(school, {"to": str(tmp_path)}, "en", data.append, notes.append)

    assert command_of("backup").run(asked)

    (made,) = backups_in(tmp_path)
    assert data == [str(made.folder)]
    assert any("not encrypted" in note for note in notes)
    assert any("same disk" in note for note in notes)
    assert json.loads((made.folder / "manifest.json").read_text())["lock"] is None


def test_the_secretary_sees_no_figure_of_backups(looking_as):
    app = looking_as("secretary", "app_pages/school_today.py").run()

    assert [one.label for one in app.metric if "копия" in one.label] == []

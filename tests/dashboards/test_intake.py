"""A server about to stop: every door says when to come again, and keeps nothing."""

from __future__ import annotations

import asyncio
import os
import threading
import time

import httpx
import pytest

from dashboards.door.guard import COOKIE
from dashboards.intake import RETRY_AFTER, CutOffError, StoppingError
from dashboards.watched_folder import WatchedFolder
from ingest.watch.through_api import Api
from tests.dashboards.handing_in import hand_in, words

RUSSIAN = "Сервер перезапускается"


def uploads(school):
    with school.database.reading() as cursor:
        recorded = cursor.execute("select count(*) from journal.uploads").fetchall()
    kept = list((school.folder / "received").rglob("*.xlsx"))
    return recorded[0][0], len(kept)


def test_a_program_is_told_when_to_come_again(site, school, browser, token_of, fill):
    content = fill({"D7": "5"})
    site.intake.close()

    answer = browser.ask(
        "POST",
        "/api/workbooks",
        content=content,
        headers={"cookie": f"{COOKIE}={token_of('teacher')}", "accept-language": "ru"},
    )

    assert answer.status_code == 503
    assert answer.headers["retry-after"] == str(RETRY_AFTER)
    assert answer.json()["error"].startswith(RUSSIAN)
    assert uploads(school) == (0, 0)
    health = browser.get("/healthz")
    assert (health.status_code, health.json()) == (503, {"ok": False})


def test_a_teacher_on_the_page_is_told_so(site, school, my_journals, fill):
    site.intake.close()

    hand_in(my_journals, fill({"D7": "5"}))

    assert RUSSIAN in words(my_journals)
    assert uploads(school) == (0, 0)


def test_a_watched_folder_keeps_the_file_for_the_next_start(
    site, school, tmp_path, fill
):
    root = tmp_path / "общая папка"
    saved = root / "teacher" / "журнал.xlsx"
    saved.parent.mkdir(parents=True)
    saved.write_bytes(fill({"D7": "5"}))
    os.utime(saved, (time.time() - 60, time.time() - 60))
    site.intake.close()
    stopping = WatchedFolder(site, root)
    for _ in range(2):
        stopping.look()
    assert uploads(school) == (0, 0)
    assert RUSSIAN in (root / "teacher" / "журнал.xlsx.результат.txt").read_text(
        "utf-8-sig"
    )

    site.intake.__init__(site.metrics)  # as the next start has it
    started = WatchedFolder(site, root)
    for _ in range(2):
        started.look()

    assert uploads(school) == (1, 1)


def test_a_watching_computer_says_what_the_server_said_and_tries_again(
    tmp_path, monkeypatch
):
    token = tmp_path / "token.txt"
    token.write_text("abc")

    def stopping(*_args, **_kwargs):
        return httpx.Response(503, json={"error": f"{RUSSIAN}."})

    monkeypatch.setattr(httpx, "post", stopping)

    answer = Api("https://school.example", token, "ru").hand_in(b"PK", "a.xlsx")

    assert answer == (f"{RUSSIAN}.", False, False)


def test_a_hand_in_that_is_cut_off_hears_that_it_may_come_again(site):
    async def hand_in():
        with site.intake.one("api"):
            await asyncio.sleep(30)

    async def stop():
        task = asyncio.create_task(hand_in())
        await asyncio.sleep(0.05)
        site.intake.close()
        assert not await asyncio.to_thread(site.intake.wait, 0.1, lambda: False)
        task.cancel()
        return await asyncio.gather(task, return_exceptions=True)

    (ended,) = asyncio.run(stop())

    assert isinstance(ended, CutOffError)
    assert "recorded twice" in ended.sentence
    assert site.intake.count == 0


def test_what_is_on_its_way_ends_and_what_waits_for_its_turn_too_late_is_refused(site):
    begun, may_end, heard = threading.Event(), threading.Event(), []

    def one():
        with site.intake.one("page"):
            begun.set()
            may_end.wait(20)
            try:
                site.intake.go_on()
            except StoppingError as error:
                heard.append(error.sentence)

    thread = threading.Thread(target=one)
    thread.start()
    assert begun.wait(20)
    site.intake.close()
    with pytest.raises(StoppingError), site.intake.one("page"):
        pass

    assert not site.intake.wait(0.2, lambda: False)
    assert site.intake.count == 1
    may_end.set()
    thread.join()

    assert site.intake.wait(0.2, lambda: False)
    assert heard == [StoppingError().sentence]

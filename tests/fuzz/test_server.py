"""Through the real server: a hostile file, then a good one, in both languages."""

from __future__ import annotations

import io
import itertools
from typing import TYPE_CHECKING, Any
from urllib.parse import quote

import openpyxl
import pytest

from dashboards import current
from dashboards.site import open_site
from expectations.language import say
from ingest.handing_out import hand_out
from tests.dashboards.conftest import NOW, Browser, make_small_school
from tests.fuzz.hostile import HOSTILE
from warehouse.clock import SetClock
from warehouse.school_folder import open_school

if TYPE_CHECKING:
    from collections.abc import Iterator

    from dashboards.site import Site

pytestmark = pytest.mark.by_turns

SENT = ("a column beyond XFD", "an outside entity in UTF-16", "zip slip",
        "ten thousand sheets", "four billion texts announced", "the first half",
        "ods: blanks a hundred thousand times", "xls: a sector that follows itself",
        "xlsb: a length without an end", "a lock file of Excel")  # fmt: skip
# Another one each time, in whatever order two processes share the tests.
MARKS = itertools.cycle("5432")


@pytest.fixture(scope="module")
def site(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Site]:
    folder = tmp_path_factory.mktemp("served") / "school"
    make_small_school(folder)
    with open_school(folder, SetClock(NOW)) as school:
        opened = open_site(school, frozenset({"testserver"}))
        current.install(opened)
        with current.serving(opened):
            yield opened
        opened.versions.close()
        current.remove(opened)


@pytest.fixture(scope="module")
def browser(site: Site) -> Iterator[Browser]:
    opened = Browser(site)
    opened.log_in("teacher")
    yield opened
    opened.close()


def good(site: Site, mark: str) -> bytes:
    book = openpyxl.load_workbook(io.BytesIO(hand_out(site.school, "P-05").content))
    book["5А Математика"]["D7"] = mark
    saved = io.BytesIO()
    book.save(saved)
    return saved.getvalue()


@pytest.mark.parametrize("language", ["ru", "en"])
@pytest.mark.parametrize("name", SENT)
def test_the_server_answers_a_hostile_file_with_a_sentence_and_takes_the_next(
    name: str, language: str, site: Site, browser: Browser
) -> None:
    def post(content: bytes, file_name: str) -> tuple[int, dict[str, Any]]:
        headers = {"x-file-name": quote(file_name), "accept-language": language}
        answer = browser.ask("POST", "/api/workbooks", content=content, headers=headers)
        return answer.status_code, answer.json()

    mark = next(MARKS)

    refused_as, refusal = post(HOSTILE[name][0](), f"{name}.xlsx")
    taken_as, receipt = post(good(site, mark), "журнал.xlsx")

    assert (refused_as, refusal["status"]) == (422, "refused")
    sentence, facts = str(refusal["refusal"]), refusal["refusal_facts"]
    assert refusal["error"] == say(sentence, language, **facts)
    assert say(sentence, "ru", **facts) != say(sentence, "en", **facts)
    assert (taken_as, receipt["status"]) == (200, "recorded")

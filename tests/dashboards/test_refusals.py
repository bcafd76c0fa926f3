"""Why a file was not made is told under its button, in words of the reader."""

from __future__ import annotations

import asyncio

import pytest
from streamlit.proto.BackMsg_pb2 import BackendOperationRequest
from streamlit.runtime import app_session
from streamlit.runtime.backend_operation_handler import DeferredFileHandler
from streamlit.runtime.media_file_manager import MediaFileManager
from streamlit.runtime.memory_media_file_storage import MemoryMediaFileStorage

from dashboards import exporting, refusals
from warehouse.errors import VedomostError


@pytest.fixture
def answer():
    """Click on a button whose file `make` makes; return what its button is told."""
    manager = MediaFileManager(MemoryMediaFileStorage("/media"))

    def click(make):
        # The id as `add_deferred` keeps it; a page's run would be needed to ask for it.
        manager._deferred_callables["f"] = {
            "callable": make,
            "mimetype": "application/pdf",
            "filename": "a.pdf",
            "coordinates": "",
        }
        asked = BackendOperationRequest(request_id="1")
        asked.deferred_file.file_id = "f"
        handler = refusals.TellingHandler(lambda: manager)
        return asyncio.run(handler.handle(asked, "session"))

    return click


def test_the_sentence_of_a_refusal_reaches_its_button(answer):
    def make():
        refusals.tell("Этот файл вам не открыт.")
        raise VedomostError("anything")

    assert answer(make).error_msg == "Этот файл вам не открыт."


def test_a_refusal_is_told_with_its_facts_and_logged_without_them(answer):
    def make():
        refused = VedomostError(
            "{path} is there already. Choose another name.", path="Иванов.pdf"
        )
        raise exporting._told("ru", refused)

    with pytest.raises(VedomostError) as raised:
        make()

    assert "Иванов.pdf" in answer(make).error_msg
    assert "Иванов" not in str(raised.value)


def test_a_file_that_is_made_is_given_whatever_was_told(answer):
    def make():
        refusals.tell("Сначала не вышло.")
        return b"%PDF"

    found = answer(make)

    assert not found.error_msg
    assert found.deferred_file.url.startswith("/media/")


def test_what_was_told_of_one_file_is_not_told_of_the_next(answer):
    def refuse():
        refusals.tell("Этот файл вам не открыт.")
        raise VedomostError("anything")

    def fail():
        raise VedomostError("anything")

    answer(refuse)

    assert "вам" not in answer(fail).error_msg


def test_sessions_that_begin_take_our_answer(monkeypatch):
    monkeypatch.setattr(app_session, "DeferredFileHandler", DeferredFileHandler)

    refusals.install()

    assert app_session.DeferredFileHandler is refusals.TellingHandler


def test_what_is_told_where_nobody_clicked_reaches_no_later_click(answer):
    def fail():
        raise VedomostError("anything")

    refusals.tell("Этот файл вам не открыт.")

    assert "вам" not in answer(fail).error_msg

"""A line of the server's log: its form, and that an error's own words stay out."""

from __future__ import annotations

import contextvars
import errno
import json
import logging
import smtplib
from datetime import datetime

import duckdb
import pytest

from dashboards.server_log.events import begin_request, tell
from dashboards.server_log.lines import Json, Text, is_heard
from dashboards.server_log.masking import places_of, reason_of
from warehouse.errors import VedomostError, disk_error

NAME = "Учителева"


@pytest.fixture
def lines(caplog):
    """Return what was logged since, as the JSON log has it."""
    caplog.set_level(logging.INFO)
    # A command that ran before in this process may have asked for less.
    caplog.set_level(logging.INFO, logger="vedomost.events")

    def told():
        return [json.loads(Json().format(record)) for record in caplog.records]

    return told


def test_an_event_is_one_json_object_with_its_time_in_utc(lines):
    tell("hand_in", door="api", upload_id="ab12", outcome="recorded", seconds=0.25)

    (line,) = lines()

    assert datetime.fromisoformat(line["time"]).utcoffset().total_seconds() == 0
    assert {**line, "time": ""} == {
        "time": "",
        "level": "info",
        "event": "hand_in",
        "door": "api",
        "upload_id": "ab12",
        "outcome": "recorded",
        "seconds": 0.25,
    }


def test_a_fact_that_is_not_on_the_list_is_a_bug():
    with pytest.raises(ValueError, match="person"):
        tell("hand_in", person=NAME)


def test_lines_of_a_request_carry_its_id_and_the_school(lines):
    def request():
        request_id = begin_request("school-7")
        tell("request", door="GET /diary", status=200)
        return request_id, lines()

    request_id, (line,) = contextvars.copy_context().run(request)

    assert (line["request_id"], line["school"]) == (request_id, "school-7")


def _failed(raising):
    try:
        raising()
    except Exception as error:
        return error
    raise AssertionError


def _of_duckdb():
    duckdb.sql(f"select cast('{NAME}' as integer)").fetchall()


def _of_the_disk():
    raise OSError(errno.ENOSPC, NAME)


def _of_a_mail_server():
    raise smtplib.SMTPResponseException(550, f"no such user {NAME}")


def _of_ours():
    raise VedomostError("Nobody logs in as “{login}”.", login=NAME)


def _of_a_machine():
    raise disk_error("full")


def _of_a_bug():
    try:
        {}[NAME]
    except KeyError as error:
        raise ValueError(NAME) from error


@pytest.mark.parametrize(
    ("raising", "reason"),
    [
        (_of_duckdb, "Conversion Error"),
        (_of_the_disk, "No space left on device"),
        (_of_a_mail_server, ""),
        (_of_ours, "Nobody logs in as “{login}”."),
        (
            _of_a_machine,
            "The school’s disk takes nothing at the moment: full. Nothing "
            "was recorded. Tell the administrator, and try again later.",
        ),
        (_of_a_bug, ""),
    ],
)
def test_of_an_error_kind_and_place_are_told_and_no_value(raising, reason):
    error = _failed(raising)

    assert reason_of(error) == reason
    places = places_of(error)
    assert places[0] == type(error).__name__
    assert any(raising.__name__ in place for place in places)
    assert NAME not in reason_of(error) + "".join(places)
    record = logging.LogRecord("vedomost", logging.ERROR, "", 0, "uncaught", (), None)
    record.exc_info = (type(error), error, error.__traceback__)
    for form in (Json(), Text()):
        assert NAME not in form.format(record)
        assert type(error).__name__ in form.format(record)


def test_the_cause_of_a_failure_is_told_too():
    places = places_of(_failed(_of_a_bug))

    assert places[0] == "ValueError"
    assert "KeyError" in places


def test_what_other_packages_say_is_told_by_its_place():
    record = logging.LogRecord(
        "somebodys.package", logging.WARNING, "/p/x.py", 7, f"of {NAME}", (), None
    )
    constant = logging.LogRecord(
        "uvicorn.error", logging.ERROR, "/p/y.py", 8, "Cancel %s", (NAME,), None
    )
    quiet = logging.LogRecord(
        "somebodys.package", logging.INFO, "/p/x.py", 7, "x", (), None
    )

    assert json.loads(Json().format(record))["place"] == "/p/x.py:7"
    assert NAME not in Json().format(record) + Text().format(record)
    assert json.loads(Json().format(constant))["message"] == "Cancel %s"
    assert is_heard(record)
    assert not is_heard(quiet)


def test_at_a_terminal_a_failure_is_a_line_and_its_places_under_it():
    error = _failed(_of_duckdb)
    record = logging.LogRecord("vedomost", logging.ERROR, "", 0, "uncaught", (), None)
    record.exc_info = (type(error), error, error.__traceback__)

    first, *under = Text().format(record).splitlines()

    assert "Z error message uncaught error=ConversionException" in first
    assert "reason=Conversion Error" in first
    assert under[0] == "    ConversionException"
    assert "_of_duckdb" in under[-1]

"""What does not lead anywhere: other people's files, other folders, XML, floods."""

from __future__ import annotations

from urllib.parse import quote

import pytest

from dashboards.network_folder import application, scratch
from dashboards.network_folder.routes import is_plain_xml

pytestmark = pytest.mark.by_turns

BILLION_LAUGHS = (
    '<?xml version="1.0"?><!DOCTYPE a [<!ENTITY a "ha"><!ENTITY b "&a;&a;&a;&a;">'
    '<!ENTITY c "&b;&b;&b;&b;">]><D:propfind xmlns:D="DAV:"><D:prop>&c;</D:prop>'
    "</D:propfind>"
)
FILE_INSIDE = (
    '<?xml version="1.0"?><!DOCTYPE a [<!ENTITY x SYSTEM "file:///etc/passwd">]>'
    '<D:propfind xmlns:D="DAV:"><D:prop><x>&x;</x></D:prop></D:propfind>'
)
_DEEP = "<a>" * 3000 + "</a>" * 3000


@pytest.mark.parametrize("method", ["GET", "PUT", "DELETE", "PROPFIND", "LOCK"])
@pytest.mark.parametrize(
    "path",
    [
        "/dav/%2e%2e/healthz",
        "/dav/..%2f..%2fschool.duckdb",
        "/dav/a/..%2f..%2f..%2fvedomost.toml",
        "/dav/..%5c..%5cvedomost.toml",
        "/dav//etc/passwd",
        "/dav/%00",
        "/dav/a%0d%0ab",
        "/dav/con.xlsx",
        "/dav/C%3a",
        "/dav/" + "x" * 300,
        "/dav/" + "/".join("abcdefghij"),
    ],
)
def test_no_address_leads_out_of_the_folder(program, desk, method, path):
    answer = program.ask(method, path, content=b"x" if method == "PUT" else b"")

    assert answer.status_code in (401, 403, 404)
    assert b"school" not in answer.content
    assert not list(desk.school.folder.rglob("*passwd*"))


@pytest.mark.parametrize("method", ["MOVE", "COPY"])
@pytest.mark.parametrize(
    "destination",
    [
        "https://testserver/my_journals",
        "https://testserver/dav/../vedomost.toml",
        "https://testserver/dav/%2e%2e%2fvedomost.toml",
        "https://elsewhere.example/dav/x",
        "https://[/dav/x",
        "/dav/..%5cx",
        "/dav/x?y",
        "/dav/x;y",
        "/dav",
        "",
    ],
)
def test_nothing_is_moved_or_copied_out_of_the_folder(
    program, desk, method, destination
):
    program.put("/dav/a.tmp", b"x")

    answer = program.ask(method, "/dav/a.tmp", headers={"destination": destination})

    assert answer.status_code in (400, 403, 409, 502)
    assert "a.tmp" in program.names()
    assert (desk.school.folder / "vedomost.toml").read_bytes() != b"x"


def test_nobody_reaches_another_teachers_files_by_any_address(
    program, program_of, desk
):
    program.put("/dav/mine.tmp", b"secret")
    address, name = program.workbook(), program.workbook_name()
    other = program_of("stranger")

    assert name not in other.names()
    assert "mine.tmp" not in other.names()
    for path in (address, "/dav/mine.tmp", "/dav/a-teacher/mine.tmp"):
        assert other.ask("GET", path).status_code == 404
        assert other.ask("DELETE", path).status_code == 404
    # A file under that name in one's own folder is one's own file, and nobody else's.
    teacher = program.open()
    teacher.mark(desk.page, desk.students[0], desk.lesson).value = "5"
    assert other.put(address, teacher.save()) == 201
    assert desk.values() == {}
    assert program.ask("GET", "/dav/mine.tmp").content == b"secret"


def test_a_lock_in_one_folder_locks_nothing_in_another(program, program_of):
    program.put("/dav/same.tmp", b"x")
    other = program_of("stranger")
    other.put("/dav/same.tmp", b"y")

    assert program.lock("/dav/same.tmp").status_code == 200
    assert other.put("/dav/same.tmp", b"z") == 204


@pytest.mark.parametrize("method", ["PROPFIND", "PROPPATCH", "LOCK"])
@pytest.mark.parametrize(
    "body",
    [
        BILLION_LAUGHS.encode(),
        BILLION_LAUGHS.encode("utf-16"),
        FILE_INSIDE.encode(),
        _DEEP.encode(),
        b"<D:propfind xmlns:D='DAV:'>",
        b"\xff\xfe\x00",
        b'<?xml version="1.0"?><?php x?><a/>',
    ],
)
def test_xml_that_is_a_trap_is_refused_before_it_is_read(program, method, body):
    answer = program.ask(method, "/dav/", content=body, headers={"depth": "0"})

    assert answer.status_code == 400
    assert b"root:" not in answer.content


def test_xml_as_programs_send_it_passes():
    assert is_plain_xml(b'<?xml version="1.0"?><D:prop xmlns:D="DAV:"><D:x/></D:prop>')
    assert is_plain_xml('<a xmlns="DAV:">й</a>'.encode("utf-16"))


def test_bodies_are_bounded(program):
    large = b" " * (11 * 1024 * 1024)

    assert program.put("/dav/large.tmp", large) == 413
    assert program.ask("PROPFIND", "/dav/", content=b" " * 70_000).status_code == 413
    assert "large.tmp" not in program.names()


def test_files_of_programs_have_a_quota(program, monkeypatch):
    monkeypatch.setattr(scratch, "QUOTA_BYTES", 3000)
    assert program.put("/dav/a.tmp", b"x" * 2000) == 201
    assert program.put("/dav/b.tmp", b"x" * 2000) == 507
    copied = program.ask("COPY", "/dav/a.tmp", headers={"destination": "/dav/c.tmp"})
    assert copied.status_code == 507

    monkeypatch.setattr(scratch, "QUOTA_FILES", 3)
    answers = [program.put(f"/dav/{number}.tmp", b"x") for number in range(5)]
    assert 507 in answers
    assert len(program.names()) < 4 + 5


def test_a_copied_folder_counts_in_the_quota_file_by_file(program, monkeypatch):
    monkeypatch.setattr(scratch, "QUOTA_FILES", 4)
    program.ask("MKCOL", "/dav/a")
    assert [program.put(f"/dav/a/{name}", b"x") for name in "xy"] == [201, 201]

    program.ask("COPY", "/dav/a", headers={"destination": "/dav/b"})

    copied = [name for name in program.names("/dav/b/") if name]
    assert copied == []


def test_a_folder_named_like_the_result_keeps_no_workbook_out(program, desk):
    program.ask("MKCOL", "/dav/mine.txt")
    teacher = desk.open_workbook()
    teacher.mark(desk.page, desk.students[0], desk.lesson).value = "4"

    assert program.put("/dav/mine.xlsx", teacher.save()) == 201

    assert desk.values() == {desk.students[0]: "4"}


def test_locks_and_properties_of_programs_are_bounded(program, monkeypatch):
    monkeypatch.setattr(application, "_MOST_LOCKS", 3)
    program.put("/dav/a.tmp", b"x")
    answers = [program.lock(f"/dav/{number}.tmp").status_code for number in range(5)]
    assert answers == [201, 201, 201, 507, 507]

    value = "x" * 5000
    body = (
        '<D:propertyupdate xmlns:D="DAV:"><D:set><D:prop><x xmlns="u">'
        f"{value}</x></D:prop></D:set></D:propertyupdate>"
    )
    answer = program.ask("PROPPATCH", "/dav/a.tmp", content=body.encode())
    assert answer.status_code == 207
    assert "507" in answer.text


def test_the_folder_itself_and_the_results_cannot_be_removed(program, desk):
    teacher = program.open()
    teacher.mark(desk.page, desk.students[0], desk.lesson).value = "5"
    program.put(program.workbook(), teacher.save())
    result = program.workbook().replace(".xlsx", ".txt")
    before = program.names()

    assert program.ask("DELETE", "/dav/").status_code == 403
    assert program.ask("DELETE", result).status_code == 403
    assert program.put(result, b"all well") == 403
    assert program.move(result, "/dav/x.txt") == 403
    assert program.ask("MKCOL", f"/dav/{quote('новая')}").status_code == 201
    assert set(before) < set(program.names())


def test_a_page_instead_of_a_listing_is_never_shown(program):
    answer = program.ask("GET", "/dav/")

    assert answer.status_code == 403
    assert answer.headers["content-type"].startswith("text/plain")

"""The same filled workbook is received alike, whatever format it comes in."""

from __future__ import annotations

import io
from datetime import date
from typing import TYPE_CHECKING, Any

import openpyxl
import pytest

from expectations.language import translations
from ingest.load import rehearse
from ingest.reading import formats
from ingest.reading.child import read_workbook
from ingest.reading.sheets import UnreadableWorkbookError
from tests.ingest.crafted_files import lock_file, ole, with_part
from tests.ingest.crafted_formats import as_ods, as_xlsb, ods, zipped
from tests.ingest.libreoffice import saved_as

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    from ingest.receipt import Receipt
    from tests.ingest.desk import Desk

pytestmark = pytest.mark.by_turns

MARKS = ("5", "4 5", "н4", "H", 5, date(2026, 5, 4))
UNDERSTOOD = ["5", "4/5", "4н", "н", "5", None]
RULES = {"mark_is_not_a_date", "mark_has_a_work_type", "mark_is_not_beside_an_absence"}
HOMEWORK = "§ 5,  № 1–3\nвторая строка 😀"


def filled(desk: Desk) -> bytes:
    """Type marks, a lesson and a mistake as a teacher does."""
    teacher = desk.open_workbook()
    for student, mark in zip(desk.students, MARKS, strict=False):
        teacher.mark(desk.page, student, desk.lesson).value = mark
    teacher.lesson(desk.lesson, "status").value = "проведён"
    teacher.lesson(desk.lesson, "homework").value = HOMEWORK
    return teacher.save()


def with_macros(content: bytes) -> bytes:
    return with_part("xl/vbaProject.bin", b"VBA", content)


CRAFTED: dict[str, Callable[[bytes], bytes]] = {
    "xlsm": with_macros,
    "ods": lambda content: as_ods(openpyxl.load_workbook(io.BytesIO(content))),
    "xlsb": lambda content: as_xlsb(openpyxl.load_workbook(io.BytesIO(content))),
}


def told(receipt: Receipt) -> dict[str, Any]:
    """What a receipt says, apart from the file itself."""
    return {
        "status": receipt.status,
        "refusal": receipt.refusal,
        "pages": receipt.pages,
        "findings": receipt.findings,
        "proposals": receipt.proposals,
        "outcomes": receipt.outcomes,
        "counts": (
            receipt.count_cells,
            receipt.count_recorded,
            receipt.count_unchanged,
            receipt.count_quarantined,
        ),
    }


def assert_received_alike(desk: Desk, content: bytes, other: bytes) -> None:
    """Hand in `other` and compare with what the workbook of Excel would give."""
    expected = told(rehearse(desk.school, content, "журнал.xlsx", desk.person))
    received = told(desk.hand_in(other))

    assert received == expected
    assert received["status"] == "recorded"
    assert {finding.rule for finding in received["findings"]} == RULES
    marks = desk.values()
    assert [marks.get(student) for student in desk.students] == UNDERSTOOD
    assert desk.fields()["homework"] == HOMEWORK
    assert desk.hand_in(content).count_recorded == 0  # it says nothing new


@pytest.mark.parametrize("ending", CRAFTED)
def test_a_workbook_in_another_format_is_received_as_the_xlsx_is(
    ending: str, desk: Desk
) -> None:
    content = filled(desk)

    other = CRAFTED[ending](content)

    assert_received_alike(desk, content, other)


@pytest.mark.browser
@pytest.mark.parametrize("ending", ["xlsx", "ods", "xls"])
def test_a_workbook_that_libreoffice_saved_is_received_as_the_xlsx_is(
    ending: str, desk: Desk, tmp_path: Path
) -> None:
    content = filled(desk)

    other = saved_as(content, ending, tmp_path)

    assert formats.format_of(other) == ending
    assert_received_alike(desk, content, other)


TEXT_DOCUMENT = "application/vnd.oasis.opendocument.text"
REFUSED: dict[str, tuple[Callable[[], bytes], str, str]] = {
    "a .csv": (lambda: "Иванов;5\r\n".encode(), formats.PLAIN_TEXT, ""),
    "a .csv of Windows": (
        lambda: "Иванов;5\r\n".encode("cp1251"), formats.PLAIN_TEXT, ""
    ),
    "a .csv as Excel's Unicode text": (
        lambda: "Иванов\t5\r\n".encode("utf-16"), formats.PLAIN_TEXT, ""
    ),
    "a .pdf": (lambda: b"%PDF-1.7\n", formats.DOCUMENT, ".pdf"),
    "a .doc": (lambda: ole("WordDocument"), formats.DOCUMENT, ".doc"),
    "a .docx": (
        lambda: zipped({"[Content_Types].xml": "", "word/document.xml": ""}),
        formats.DOCUMENT, ".docx",
    ),
    "an .odt": (
        lambda: zipped({"mimetype": TEXT_DOCUMENT, "content.xml": ""}),
        formats.DOCUMENT, ".odt",
    ),
    "a .pptx": (
        lambda: zipped({"ppt/presentation.xml": ""}), formats.DOCUMENT, ".pptx"
    ),
    "an .rtf": (lambda: b"{\\rtf1 ", formats.DOCUMENT, ".rtf"),
    "a .numbers": (
        lambda: zipped({"Index/Document.iwa": b"\0", "preview.jpg": b""}),
        formats.NUMBERS, "",
    ),
    "a .zip with a workbook": (
        lambda: zipped({"журналы/5А.xlsx": b"PK"}), formats.ARCHIVE, ".zip"
    ),
    "a .rar": (lambda: b"Rar!\x1a\x07\x01\0", formats.ARCHIVE, ".rar"),
    "a .7z": (lambda: b"7z\xbc\xaf\x27\x1c\0\4", formats.ARCHIVE, ".7z"),
    "a .png": (lambda: b"\x89PNG\r\n\x1a\n", formats.PICTURE, ".png"),
    "a photo": (lambda: b"\xff\xd8\xff\xe0\0\x10JFIF", formats.PICTURE, ".jpg"),
    "a photo of an iPhone": (
        lambda: b"\0\0\0\x18ftypheic\0\0", formats.PICTURE, ".heic"
    ),
    "an .xls that is XML": (
        lambda: b'<?xml version="1.0"?>\r\n<Workbook '
        b'xmlns="urn:schemas-microsoft-com:office:spreadsheet">',
        formats.OTHER_FORMAT, "XML Spreadsheet 2003",
    ),
    "an .xls that is a web page": (
        lambda: b'\r\n<META http-equiv="Content-Type"><TABLE border=1><TR>',
        formats.WEB_PAGE, "",
    ),
    "an .xls that is a web archive": (
        lambda: b"MIME-Version: 1.0\r\nContent-Type: multipart/related",
        formats.WEB_PAGE, "",
    ),
    "an .fods": (
        lambda: b"<?xml version='1.0'?><office:document xmlns:office='"
        b"urn:oasis:names:tc:opendocument:xmlns:office:1.0'>",
        formats.OTHER_FORMAT, ".fods",
    ),
    "an .xls of 1992": (
        lambda: b"\x09\x04\x06\0\0\0\x10\0\0\0", formats.OTHER_FORMAT,
        "Excel 4 (.xls)",
    ),
    "a link of Google": (
        lambda: b'{"url": "https://docs.google.com/open?id=x"}', formats.LINK, ""
    ),
    "a shortcut": (lambda: b"L\0\0\0\x01\x14\x02\0\0\0", formats.LINK, ""),
    "the lock file of Excel": (lock_file, formats.LOCK_FILE, ""),
    "the lock file of LibreOffice": (
        lambda: b",orlova,pc-17,23.11.2026 13:30,file:///home/orlova/.config;",
        formats.LOCK_FILE, "",
    ),
    "an .xlsx with a password": (
        lambda: ole("EncryptionInfo", "EncryptedPackage"), formats.PASSWORD, ""
    ),
    "an .ods with a password": (
        lambda: ods("", **{
            "META-INF/manifest.xml": "<manifest:encryption-data/>",
        }),
        formats.PASSWORD, "",
    ),
    "a zip of something else": (
        lambda: zipped({"readme.md": "x"}), formats.NO_WORKBOOK, ""
    ),
    "bytes of nothing known": (
        lambda: bytes(range(256)) * 8, formats.NO_WORKBOOK, ""
    ),
}  # fmt: skip


@pytest.mark.parametrize("what", REFUSED)
def test_what_is_no_workbook_is_called_by_its_name_with_what_to_do(what: str) -> None:
    make, sentence, named = REFUSED[what]

    with pytest.raises(UnreadableWorkbookError) as refusal:
        read_workbook(make())

    assert refusal.value.sentence == sentence
    assert refusal.value.facts.get("format", "") == named
    russian = translations("ru").gettext(sentence)
    assert russian != sentence
    assert ("{format}" in russian) == bool(named)


@pytest.mark.parametrize("what", ["a photo", "a .zip with a workbook", "a .csv"])
def test_a_file_that_is_refused_leaves_nothing_in_the_journal(
    what: str, desk: Desk
) -> None:
    before = desk.counts()

    receipt = desk.hand_in(REFUSED[what][0]())

    assert receipt.status == "refused"
    assert desk.counts() == before

"""A package says by itself what it is, and can be checked with nothing of ours."""

from __future__ import annotations

import io
import json
import os
import shutil
import subprocess
import zipfile

import bagit
import openpyxl
import pdf_oxide
import polars as pl
import pytest
from polars.testing import assert_frame_equal

from dashboards.archive.contents import DESCRIPTION
from dashboards.archive.texts import described_columns
from tests.dashboards.archive.conftest import PATH
from tests.warehouse.archive.written_csv import read_csv
from warehouse.archive.tables import Of, ledger_part

# What a bare rescue system has, and a PDF reader where there is one.
COREUTILS = ("sha256sum", "sha512sum", "cat", "ls", "wc")


def test_a_package_holds_forms_tables_and_the_workbooks_as_handed_in(package):
    files = {
        one.relative_to(package).as_posix()
        for one in package.rglob("*")
        if one.is_file()
    }
    tables = {
        f"data/Таблицы/{name}.{ending}"
        for name in described_columns()
        for ending in ("csv", "parquet")
    }
    assert tables <= files
    assert {
        "ПРОЧТИ.txt",
        "signature.bin",
        "public-key.pem",
        f"data/{DESCRIPTION}",
        "data/Формы/Сводная ведомость.pdf",
        "data/Формы/Сводная ведомость.xlsx",
        "data/Формы/Ведомость посещаемости.pdf",
        "data/Формы/Страницы журнала/5А · Математика.pdf",
        "data/Формы/Страницы журнала/5А · Математика.xlsx",
    } <= files
    (workbook,) = (one for one in files if one.startswith("data/Книги учителей/"))
    assert workbook.endswith("Журнал- математика.xlsx")
    assert (package / workbook).read_bytes() == b"a workbook as it was handed in"


def test_the_text_describes_every_table_and_column_and_no_other(package):
    found = {
        path.stem: pl.read_parquet(path).columns
        for path in (package / "data" / "Таблицы").glob("*.parquet")
    }

    assert described_columns() == found


def test_the_readme_and_bag_info_say_what_it_is(package, packed):
    readme = (package / "ПРОЧТИ.txt").read_bytes().decode("utf-8-sig")
    info = bagit.Bag(str(package)).info

    assert "Школа № 17" in readme
    assert "Класс 5А, 2 четверть" in readme
    assert "{" not in readme
    assert "не было на диске школы: 1" in readme
    assert "по 31.12.2031" in readme  # 1 January 2027 and five years
    assert "по 31.12.2051" in readme
    assert info["Source-Organization"] == "Школа № 17"
    assert info["External-Identifier"].endswith("2026-2027/5А/2 четверть/пакет-001")
    assert info["Journal-Kept-Until"] == "2031-12-31"
    assert info["Summary-Sheets-Kept-Until"] == "2051-12-31"
    assert info["Closing-Reason"] == "Двое на лечении"
    with packed.database.reading() as cursor:
        path, block, count = cursor.execute(
            "select path, ledger_block_id, count_lost_workbooks "
            "from journal.archive_packages"
        ).fetchone()
    assert (path, str(block)) == (PATH, info["Ledger-Block"])
    assert count == 1


def test_tables_are_the_ledger_and_csv_is_parquet(package, packed):
    with packed.database.reading() as cursor:
        ledger = ledger_part(cursor, Of("2026", "5А", "2026-Q2"))

    for name, frame in ledger.items():
        path = package / "data" / "Таблицы" / f"{name}.parquet"
        kept = pl.read_parquet(path)
        written = read_csv(path.with_suffix(".csv").read_bytes(), kept.schema)
        assert_frame_equal(written, kept)
        # The uploads also say where in the package each file lies.
        assert_frame_equal(kept.select(frame.columns), frame)


def test_all_forms_show_one_block_of_the_ledger(package, packed):
    with packed.database.reading() as cursor:
        blocks = cursor.execute(
            "select distinct block_id from journal.printed_forms"
        ).fetchall()
        (shown,) = cursor.execute(
            "select ledger_block_id from journal.archive_packages"
        ).fetchall()

    assert blocks == [shown]


def test_every_pdf_is_pdf_a_and_every_workbook_opens(package):
    papers = sorted(package.rglob("*.pdf"))
    assert len(papers) > 3
    for path in papers:
        document = pdf_oxide.PdfDocument.from_bytes(path.read_bytes())
        assert document.validate_pdf_a("2b")["valid"]
        assert "Школа № 17" in document.extract_text(0)
    for path in (package / "data" / "Формы").rglob("*.xlsx"):
        assert openpyxl.load_workbook(io.BytesIO(path.read_bytes())).sheetnames


@pytest.mark.skipif(shutil.which("sha256sum") is None, reason="no coreutils")
def test_an_empty_place_with_coreutils_and_a_pdf_reader_is_enough(package, tmp_path):
    """The package is copied into a folder with a few programs and no variable set."""
    place = tmp_path / "пустое место"
    shutil.copytree(package, place / "пакет")
    programs = place / "bin"
    programs.mkdir()
    for name in (*COREUTILS, "pdftotext"):
        found = shutil.which(name)
        if found is not None:
            (programs / name).symlink_to(found)

    def run(*command, **more):
        return subprocess.run(
            [str(programs / command[0]), *command[1:]],
            cwd=place / "пакет",
            env={"PATH": str(programs)},
            capture_output=True,
            check=False,
            **more,
        )

    for manifest in ("manifest-sha256.txt", "tagmanifest-sha256.txt"):
        checked = run("sha256sum", "--strict", "--quiet", "-c", manifest)
        assert (checked.returncode, checked.stdout) == (0, b"")
    assert run("sha512sum", "--quiet", "-c", "manifest-sha512.txt").returncode == 0
    assert "АРХИВНЫЙ ПАКЕТ" in run("cat", "ПРОЧТИ.txt").stdout.decode("utf-8-sig")
    if (programs / "pdftotext").exists():
        sheet = "data/Формы/Сводная ведомость.pdf"
        shown = run("pdftotext", "-enc", "UTF-8", sheet, "-").stdout.decode()
        assert "Сводная ведомость" in shown

    table = place / "пакет" / "data" / "Таблицы" / "entries.csv"
    table.chmod(0o644)
    table.write_bytes(table.read_bytes().replace(b'"5"', b'"4"', 1))
    spoiled = run("sha256sum", "-c", "--quiet", "manifest-sha256.txt")
    assert spoiled.returncode == 1
    assert "data/Таблицы/entries.csv" in spoiled.stdout.decode()


@pytest.mark.skipif(shutil.which("openssl") is None, reason="no OpenSSL")
def test_openssl_checks_the_signature_as_the_readme_says(package):
    readme = (package / "ПРОЧТИ.txt").read_bytes().decode("utf-8-sig")
    line = next(one for one in readme.splitlines() if "openssl pkeyutl" in one)

    told = subprocess.run(
        line.split(), cwd=package, capture_output=True, check=False, env=os.environ
    )
    assert told.returncode == 0, told.stderr
    assert b"Verified Successfully" in told.stdout
    spoiled = line.replace("tagmanifest-sha256.txt", "tagmanifest-sha512.txt")
    refused = subprocess.run(
        spoiled.split(), cwd=package, capture_output=True, check=False
    )
    assert refused.returncode != 0


def test_no_name_or_mark_of_another_class_alone_is_inside(package):
    tables = package / "data" / "Таблицы"
    pages = pl.read_parquet(tables / "pages.parquet")["page_id"]
    roster = pl.read_parquet(tables / "roster.parquet")

    assert set(roster.filter(pl.col("class_id") != "5А")["page_id"]) <= set(
        roster.filter(class_id="5А")["page_id"]
    )
    assert not any(page.startswith(("2026:5Б:", "2026:10А:")) for page in pages)


def test_a_zip_of_it_keeps_the_names_in_a_folder_of_its_own(package):
    from dashboards.archive.downloads import packed_zip

    with packed_zip(package, "5А") as packed, zipfile.ZipFile(packed) as files:
        names = files.namelist()

    assert "5А/data/Формы/Сводная ведомость.pdf" in names
    assert {name.partition("/")[0] for name in names} == {"5А"}
    assert json.dumps(names)

"""What a teacher does and reads on *My journals*, in the small school."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from streamlit.testing.v1 import AppTest

    from warehouse.school_folder import School


def hand_in(page: AppTest, content: bytes, name: str = "журнал.xlsx") -> None:
    """Choose a file."""
    page.file_uploader[0].upload(name, content).run()
    assert not page.exception


def press(page: AppTest, words: str) -> None:
    """Press the button with these words."""
    (button,) = [one for one in page.button if one.label == words]
    button.click().run()
    assert not page.exception


def words(page: AppTest) -> str:
    """Return everything that the page says."""
    shown = [*page.success, *page.info, *page.warning, *page.error, *page.caption]
    shown += [*page.subheader, *page.html]
    return " ".join(one.value for one in shown)


def marks(school: School) -> list[tuple[str, str, str]]:
    """Return the journal's marks: student, lesson, value."""
    with school.database.reading() as cursor:
        return cursor.execute(
            "select student_id, lesson_id, value from journal.current "
            "where field = 'mark' order by all"
        ).fetchall()

"""Final marks given of owed, who owes what, and closing a period (§2.8, §2.11)."""

import streamlit as st

from dashboards import cached, current
from dashboards.current import _
from dashboards.final_marks import choice, closing_form, overview, owing_table
from dashboards.forms.offering import offer_page
from dashboards.live import live
from dashboards.tables import style
from warehouse.queries import final_marks

viewer = current.require("final_marks")
st.title(_("Final marks"))
st.html(style(st.context.theme.type))
known = cached.ask(final_marks.completeness, viewer)
if known.is_empty():
    st.info(_("No class is open to you yet."))
    st.stop()


def figures() -> None:
    """Draw all classes of the viewer; called again after every commit."""
    found = cached.ask(final_marks.completeness, viewer)
    drawn = overview.draw(found, current.today(), current.language())
    st.html(drawn)
    st.caption(
        _(
            "Each student on the roll on the last day has a final mark, ОСВ or Н/А of "
            "every subject with marks (§2.8). An exam is not everybody's: it is not "
            "counted."
        )
    )
    offer_page(_("Final marks"), [drawn], "final-marks")


live(figures)
class_id, period_id = choice.choose(known, current.today())
current.viewed(class_id)
state = known.filter(class_id=class_id, period_id=period_id).row(0, named=True)
owing = cached.ask(final_marks.owing, viewer, class_id, period_id)
asked = ((_("Class"), class_id), (_("Period"), state["period_name"]))
if owing.is_empty():
    st.info(
        _(
            "Nobody must have a final mark here: the class is taught without marks, or "
            "it is an exam, which is not everybody’s."
        )
    )
else:
    is_over = state["ends_on"] < current.today()
    drawn = owing_table.draw(owing, current.language(), is_over=is_over)
    st.html(drawn)
    offer_page(
        _("Final marks of a class"),
        [drawn],
        "final-marks-of-class",
        asked=asked,
        scope=class_id,
    )
after_closing = closing_form.draw(viewer, state)
if after_closing:
    offer_page(
        _("Closing the journal"),
        after_closing,
        "closing",
        asked=asked,
        scope=class_id,
    )

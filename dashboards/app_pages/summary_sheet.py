"""The summary sheet of a class and a period, live (§2.9)."""

from datetime import timedelta

import streamlit as st

from dashboards import cached, choose, current
from dashboards.current import _
from dashboards.journal import summary_table
from dashboards.journal.figures import moment
from dashboards.live import live
from dashboards.printing import summary_form
from dashboards.printing.buttons import offer_form
from dashboards.printing.desk import desk
from dashboards.printing.summary_form import Asked
from dashboards.tables import style
from warehouse.clock import utc_naive
from warehouse.queries import summary, today

FRESH = timedelta(minutes=2)  # how long a changed cell stays marked

viewer = current.require("summary_sheet")
st.title(_("Summary sheet"))
st.html(style(st.context.theme.type))
chosen = choose.class_and_period(viewer)
class_id, period_id, period_name = chosen
current.viewed(class_id)


def draw() -> None:
    """Draw the sheet as it stands now; called again after every commit."""
    language = current.language()
    school = current.school()
    now = school.clock.now()
    sheet = cached.ask(summary.class_summary, viewer, class_id, period_id)
    totals = cached.ask(summary.class_totals, viewer, class_id, period_id)
    changed = summary.changed_since(school.database, viewer, class_id, now - FRESH)
    fresh = set(changed.select("student_id", "page_id").rows())
    block = cached.ask(today.last_block, viewer)
    st.caption(
        _(
            "As of {moment}, ledger version {version}. Lighter figures are running "
            "averages, bold ones final marks.",
            moment=moment(utc_naive(now), school.timezone, language),
            version=block["block_id"].max() or 0,
        )
    )
    if sheet["average"].is_null().all() and sheet["final"].is_null().all():
        st.info(_("No marks in this period: only missed lessons are counted."))
    caption = _("Summary sheet: {unit}, {period}", unit=class_id, period=period_name)
    st.html(summary_table.draw(sheet, totals, fresh, language, caption))
    with st.expander(_("How the figures are made")):
        st.markdown(
            _(
                "N is the number of students enrolled at the end of the period, less "
                "those with ОСВ, less those without a final mark; Н/А counts in N. "
                "Success = 100 · (fives + fours + threes) / N. Quality = 100 · (fives "
                "+ fours) / N. СОУ = the sum of each count times its weight / N. The "
                "average is over final marks that are numbers (§2.9)."
            )
        )
        st.html(summary_table.arithmetic(totals, language))


live(draw)
asked = Asked(class_id, period_id, period_name)
own_desk = desk(viewer)
offer_form(
    own_desk,
    lambda: summary_form.drafts(own_desk, asked),
    f"summary_sheet_{class_id}_{period_id}",
    scope=class_id,
)

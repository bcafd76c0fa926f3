"""What is formed by 5 September, what lacks and who answers, all year (§2.2)."""

import polars as pl
import streamlit as st

from dashboards import cached, current
from dashboards.current import _, counted
from dashboards.forms.file_names import file_name
from dashboards.forms.made import made
from dashboards.forms.offering import offer
from dashboards.forms.table_form import shown
from dashboards.live import live
from dashboards.readiness import form, lacking, lines, readiness_table
from dashboards.tables import style
from dashboards.timeliness.words import LEVEL_NAMES
from expectations.language import clause_name
from warehouse.queries import readiness

viewer = current.require("readiness")
st.title(_("Readiness for 5 September"))
st.html(style(st.context.theme.type))
database = current.school().database
term = readiness.term(database, viewer)
st.markdown(lines.term_in_words(term, current.language()))
levels = cached.ask(readiness.items, viewer)["school_level"].unique().sort().to_list()
level = (
    st.segmented_control(
        _("Level"),
        [one for one in levels if one],
        format_func=lambda one: _(LEVEL_NAMES[one]),
        key="level",
        bind="query-params",
    )
    if len(levels) > 2  # what has no level is one of them
    else None
)
lacking_only = st.toggle(_("Only what lacks"), key="lacking", bind="query-params")
current.viewed(level or "")


def draw() -> None:
    """Draw what is formed as it stands now."""
    language, today = current.language(), current.today()
    now = current.school().clock.now()
    # Log-ins and downloads are no entries of the ledger: asked anew each time.
    teachers = readiness.teachers(database, viewer)
    known = lines.everything(cached.ask(readiness.items, viewer), teachers)
    shares = lines.shares_by_level(known)
    if level:
        known = known.filter(pl.col("school_level").is_in(["", level]))
    everybody = cached.ask(readiness.who_answers, viewer)
    found = lines.lines(known, everybody, language)
    tell = st.success if all(line.is_ready for line in found) else st.warning
    if term is not None and today > term.due_on and tell is st.warning:
        tell = st.error
    tell(lines.standing(found, term, today, language))
    with st.container(horizontal=True):
        for one, share in shares.items():
            name = _(LEVEL_NAMES[one]) if one else _("whole school")
            st.metric(name, shown(share, language), help=f"{share.of} / {share.out_of}")
    told = [line for line in found if not (lacking_only and line.is_ready)]
    if told:
        st.html(readiness_table.draw(told, term, today, language))
    for line in found:
        if not line.is_ready:
            behind(line, known, language)
    head = made(viewer, now)
    level_name = _(LEVEL_NAMES[level]) if level else _("all")
    filters = ((_("Level"), level_name),)
    drawn = form.Shown(told, known, term, today)
    name = file_name(_("Readiness for 5 September"), level_name if level else "")
    offer(lambda: form.form(drawn, filters, head), "readiness", name, level or "")


def behind(line: lines.Line, known: pl.DataFrame, language: str) -> None:
    """Draw the list behind a line, closed at first."""
    title = _(line.check.name)
    count = counted("{count} lacks", "{count} lack", line.count_lacking)
    with st.expander(f"{title}: {count}"):
        st.caption(f"{_(line.check.rule)} ({clause_name(line.check.clause, language)})")
        items = lacking.of_check(known, line.check.check_id)
        st.html(readiness_table.draw_lacking(items, title, language))


live(draw)

"""Who leads a class instead of its homeroom teacher: the sheet “Homeroom stand-ins”."""

from __future__ import annotations

from expectations.language import N_
from ingest.setup.columns import Column, Sheet

HOMEROOM_STANDS = Sheet(
    table="homeroom_stands",
    title=N_("Homeroom stand-ins"),
    help=N_(
        "Who leads a class instead of its homeroom teacher for some time. A row that "
        "is left out still holds: it is ended on the page “Homeroom and staff”."
    ),
    key=("class_id", "starts_on"),
    is_required=False,
    keeps_left_out=True,
    columns=(
        Column(
            "class_id",
            N_("Class led"),
            "code",
            10,
            N_("A class of the sheet “Classes”."),
            is_required=True,
            refers_to=("classes",),
        ),
        Column(
            "person_id",
            N_("Stands in (code)"),
            "code",
            18,
            N_("A staff code."),
            is_required=True,
            refers_to=("staff",),
        ),
        Column(
            "starts_on",
            N_("Leads since"),
            "date",
            14,
            N_("The first day."),
            is_required=True,
        ),
        Column(
            "ends_on",
            N_("Leads until"),
            "date",
            14,
            N_("The last day; empty while it lasts."),
        ),
    ),
)

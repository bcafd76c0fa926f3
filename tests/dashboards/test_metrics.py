"""`/metrics`: what it counts, who may ask, and that it names nobody."""

from __future__ import annotations

from datetime import timedelta

import pytest
from prometheus_client.parser import text_string_to_metric_families

from dashboards.door.guard import COOKIE
from dashboards.failures import log_place
from ingest.load import hand_in
from tests.dashboards.conftest import NOW
from warehouse.access import log, tokens
from warehouse.access.accounts import account_for_login
from warehouse.clock import utc_naive


@pytest.fixture
def administrator(school):
    """The account of the system's administrator, who reads no marks."""
    return account_for_login(school.database, "administrator")[0]


@pytest.fixture
def scrape(browser, school, administrator):
    """Ask as Prometheus does and return {(name, *labels): value}."""
    token = tokens.make_token(
        school.database, administrator.account_id, "Prometheus", "metrics", at=NOW
    )
    browser.client.headers["authorization"] = f"Bearer {token}"

    def scraped():
        browser.client.cookies.clear()
        answer = browser.get("/metrics")
        assert answer.status_code == 200
        assert answer.headers["cache-control"] == "no-store"
        return {
            (sample.name, *sample.labels.values()): sample.value
            for family in text_string_to_metric_families(answer.text)
            for sample in family.samples
        }

    return scraped


def test_the_administrator_and_the_token_of_one_read_metrics_and_nobody_else(
    browser, school, token_of, administrator
):
    def status(login, **headers):
        headers = headers or {"cookie": f"{COOKIE}={token_of(login)}"}
        return browser.get("/metrics", headers=headers).status_code

    assert browser.get("/metrics").status_code == 401
    assert status("administrator") == 200
    for login in ("director", "deputy", "secretary", "homeroom", "teacher"):
        assert status(login) == 403

    account, _ = account_for_login(school.database, "teacher")
    of_teacher = tokens.make_token(
        school.database, account.account_id, "x", "metrics", at=NOW
    )
    to_upload = tokens.make_token(
        school.database, administrator.account_id, "x", "upload", at=NOW
    )
    assert status("", authorization=f"Bearer {of_teacher}") == 403
    assert status("", authorization=f"Bearer {to_upload}") == 401


def test_streamlits_own_metrics_stay_closed(browser, token_of, administrator):
    cookie = {"cookie": f"{COOKIE}={token_of('administrator')}"}

    assert browser.get("/_stcore/metrics", headers=cookie).status_code == 404


def test_requests_are_counted_under_their_door_never_under_what_was_asked(
    browser, scrape
):
    for path in (
        "/my_journals",
        "/Иванов",
        "/x/y/Иванов",
        "/assets/login.css",
        "/media/x",
    ):
        browser.get(path)
    browser.ask("BREW", "/my_journals")

    counted = {
        key[1:]: value
        for key, value in scrape().items()
        if key[0] == "vedomost_requests_total"
    }

    assert counted[("GET /{page}", "401")] == 2
    assert counted[("GET /assets/{name}", "200")] == 1
    assert counted[("streamlit", "401")] == 1
    assert counted[("other", "401")] == 2
    told = browser.get("/metrics").text
    for secret in ("Иванов", "BREW", "x/y", "login.css"):
        assert secret not in told


def test_seconds_of_requests_and_pages_are_measured(browser, scrape, looking_as, site):
    browser.get("/healthz")
    app = looking_as("director")
    app.run()
    app.switch_page("app_pages/school_today.py").run()
    with pytest.raises(ValueError, match="x"), site.metrics.page("summary_sheet"):
        raise ValueError("x")
    with site.metrics.page("Иванов"):
        pass

    told = scrape()

    assert told[("vedomost_request_seconds_count", "GET /healthz")] == 1
    assert told[("vedomost_page_seconds_count", "school_today")] >= 1
    assert told[("vedomost_page_seconds_count", "summary_sheet")] == 1
    assert ("vedomost_page_seconds_count", "Иванов") not in told


def test_log_ins_sessions_and_tabs_are_counted(site, scrape, token_of, school, clock):
    before = scrape()
    session = site.sessions.for_token(token_of("teacher"))
    session.tabs.update({object(), object()})
    log.note(school.database, NOW - timedelta(days=1), log.Actor(), "log_in_failed")
    for action in ("log_in_failed", "log_in_failed", "log_in_blocked", "logged_in"):
        log.note(school.database, clock.now(), log.Actor(), action)

    told = scrape()
    session.tabs.clear()

    assert told[("vedomost_sessions",)] - before[("vedomost_sessions",)] == 1
    assert told[("vedomost_open_tabs",)] == 2
    assert told[("vedomost_log_ins_total", "refused")] == 2
    assert told[("vedomost_log_ins_total", "blocked")] == 1
    assert told[("vedomost_log_ins_total", "accepted")] == 1


def test_uploads_the_ledger_and_the_suites_are_told(school, scrape, clock):
    assert ("vedomost_suite_age_seconds", "warehouse") not in scrape()
    with school.database.writing() as cursor:
        cursor.execute(
            "insert into journal.uploads (upload_id, status) values "
            "('1', 'recorded'), ('2', 'recorded'), ('3', 'refused')"
        )
        cursor.execute(
            "insert into journal.suite_runs (run_id, suite, finished_at) values "
            "('1', 'warehouse', $at), ('2', 'upload', $at)",
            {"at": utc_naive(clock.now() - timedelta(hours=2))},
        )

    told = scrape()

    assert told[("vedomost_uploads", "recorded")] == 2
    assert told[("vedomost_uploads", "refused")] == 1
    assert told[("vedomost_suite_age_seconds", "warehouse")] == 7200
    assert ("vedomost_suite_age_seconds", "upload") not in told
    assert told[("vedomost_ledger_version",)] == 0
    assert told[("vedomost_ledger_entries",)] == 0


def test_failures_that_nobody_handled_are_counted(scrape):
    before = scrape()[("vedomost_failures_total",)]

    log_place(RuntimeError("Иванов"))

    assert scrape()[("vedomost_failures_total",)] == before + 1


def test_a_hand_in_is_timed_from_its_door_to_each_stage(site, school, scrape, fill):
    account, _ = account_for_login(school.database, "teacher")
    with site.intake.one("folder"):
        hand_in(school, fill({"D7": "5"}), "a.xlsx", account.person_id, "folder")

    told = scrape()

    assert told[("vedomost_hand_ins_total", "folder", "recorded")] == 1
    assert told[("vedomost_hand_in_seconds_count", "folder")] == 1
    for stage in ("keep", "read", "compare", "check", "record"):
        assert told[("vedomost_hand_in_stage_seconds_count", stage)] == 1
    assert told[("vedomost_hand_ins_under_way",)] == 0


def test_the_machine_is_told_disk_database_version_and_what_was_put_aside(
    school, scrape, site
):
    aside = school.folder / "received" / "unfinished" / "ab12.failed"
    aside.parent.mkdir(parents=True, exist_ok=True)
    aside.write_text("{}")
    before = scrape()
    with site.intake.one("api"), school.database.writing():
        under_way = scrape()[("vedomost_hand_ins_under_way",)]

    told = scrape()

    assert under_way == 1
    assert told[("vedomost_hand_ins_put_aside",)] == 1
    assert told[("vedomost_commits_total",)] == before[("vedomost_commits_total",)] + 1
    assert told[("vedomost_database_bytes",)] == school.database.size()
    size = told[("vedomost_disk_size_bytes",)]
    assert 0 < told[("vedomost_disk_free_bytes",)] <= size
    assert any(name == "vedomost_info" for name, *_ in told)


def test_verifications_and_failing_jobs_are_told(school, scrape, clock):
    assert ("vedomost_last_verification_age_seconds",) not in scrape()
    with school.database.writing() as cursor:
        cursor.execute(
            "insert into journal.verifications (verified_at, count_differences) "
            "values ($early, 5), ($late, 2)",
            {
                "early": utc_naive(clock.now() - timedelta(hours=9)),
                "late": utc_naive(clock.now() - timedelta(hours=1)),
            },
        )
        cursor.execute(
            "insert into journal.job_runs (job, due_key, outcome) values "
            "('backup', '1', 'failed'), ('backup', '2', 'done')"
        )

    told = scrape()

    assert told[("vedomost_last_verification_age_seconds",)] == 3600
    assert told[("vedomost_last_verification_differences",)] == 2
    assert told[("vedomost_failing_jobs", "backup")] == 1


def test_runs_of_jobs_are_timed(site, scrape):
    site.metrics.job_ran("backup", "done", 2.0)

    assert scrape()[("vedomost_job_seconds_count", "backup", "done")] == 1

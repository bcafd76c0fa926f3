"""What accounts, codes and the log of access hold about a student."""

from __future__ import annotations

from warehouse.personal_data.section import Section

ACCESS_SECTIONS = (
    Section(
        "account",
        ("access.accounts", "access.recovery_codes"),
        """
        ,

        spares as (
            select
                account_id,
                count(*) filter (where used_at is null) as count_recovery_codes
            from access.recovery_codes
            group by account_id
        )

        select
            accounts.login,
            accounts.state,
            accounts.language,
            accounts.created_at,
            accounts.password_set_at,
            accounts.last_login_at,
            accounts.totp_secret is not null as has_second_factor,
            coalesce(spares.count_recovery_codes, 0) as count_recovery_codes
        from access.accounts as accounts
        inner join allowed on accounts.person_id = allowed.student_person_id
        left join spares on accounts.account_id = spares.account_id
        order by accounts.created_at
        """,
    ),
    Section(
        "outside_identities",
        ("access.outside_identities",),
        """
        select
            linked.issuer,
            linked.subject,
            linked.linked_at
        from access.outside_identities as linked
        inner join access.accounts as accounts
            on linked.account_id = accounts.account_id
        inner join allowed on accounts.person_id = allowed.student_person_id
        order by linked.linked_at
        """,
    ),
    Section(
        "activation_codes",
        ("access.activation_codes",),
        """
        select
            codes.issued_at,
            coalesce(people.person_name, codes.issued_by) as person_name,
            codes.expires_at,
            codes.used_at,
            codes.voided_at
        from access.activation_codes as codes
        inner join access.accounts as accounts
            on codes.account_id = accounts.account_id
        inner join allowed on accounts.person_id = allowed.student_person_id
        left join people on codes.issued_by = people.person_id
        order by codes.issued_at
        """,
    ),
    Section(
        "sessions",
        ("access.sessions",),
        """
        select
            sessions.created_at,
            sessions.last_seen_at,
            sessions.expires_at,
            sessions.device
        from access.sessions as sessions
        inner join access.accounts as accounts
            on sessions.account_id = accounts.account_id
        inner join allowed on accounts.person_id = allowed.student_person_id
        order by sessions.created_at
        """,
    ),
    Section(
        "tokens",
        ("access.tokens",),
        """
        select
            tokens.name,
            tokens.scope,
            tokens.created_at,
            tokens.expires_at,
            tokens.last_used_at,
            tokens.revoked_at
        from access.tokens as tokens
        inner join access.accounts as accounts
            on tokens.account_id = accounts.account_id
        inner join allowed on accounts.person_id = allowed.student_person_id
        order by tokens.created_at
        """,
    ),
    Section(
        "calendar_feeds",
        ("access.calendar_feeds",),
        """
        select
            feeds.created_at,
            coalesce(named.person_name, accounts.person_id) as person_name,
            feeds.shows_name,
            feeds.last_read_at,
            feeds.ended_at
        from access.calendar_feeds as feeds
        inner join allowed on feeds.student_id = allowed.student_id
        inner join access.accounts as accounts
            on feeds.account_id = accounts.account_id
        left join intermediate.int_person_names as named
            on accounts.person_id = named.person_id
        order by feeds.created_at
        """,
    ),
    Section(
        "breaches",
        ("access.breaches",),
        """
        select
            breaches.what_happened,
            breaches.learned_at,
            breaches.reported_to_head_at,
            breaches.reported_to_support_at,
            coalesce(people.person_name, breaches.registered_by) as person_name,
            breaches.registered_at,
            breaches.credentials_issued_at,
            breaches.closed_at
        from access.breaches as breaches
        inner join allowed on breaches.person_id = allowed.student_person_id
        left join people on breaches.registered_by = people.person_id
        order by breaches.registered_at
        """,
    ),
    Section(
        "access_log",
        ("access.log",),
        """
        select
            log.logged_at,
            case
                when log.person_id = allowed.student_person_id then null
                else coalesce(people.person_name, log.person_id)
            end as person_name,
            log.person_id = allowed.student_person_id as is_own,
            log.action,
            log.place,
            log.scope,
            pages.page_title,
            case
                when log.person_id = allowed.student_person_id then log.address
            end as address
        from access.log as log
        inner join allowed
            on
                log.person_id = allowed.student_person_id
                or log.about_person_id = allowed.student_person_id
        left join people on log.person_id = people.person_id
        left join pages on log.scope = pages.page_id
        order by log.logged_at
        """,
    ),
)

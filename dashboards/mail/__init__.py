"""Mails: reminders to teachers before due times, a morning digest to who leads.

Start with `sending.py`, the job that does it; `reminder.py` and `digest.py` say what is
written, `post.py` speaks with the school's mail server. Who gets what is kept by
`warehouse/access/mail_settings.py`. Of students only the weekly mail tells, and to
their parents alone: start with `weekly_claims.py`.
"""

"""Mails: reminders to teachers before due times, a morning digest to who leads.

Start with `sending.py`, the job that does it; `reminder.py` and `digest.py` say what is
written, `post.py` speaks with the school's mail server. Who gets what is kept by
`warehouse/access/mail_settings.py`; nothing here names a student.
"""

"""The page *Messages*: what a teacher writes to families, and who has read it.

`writing_form.py` sends, `sent_table.py` lists the own messages, `one_message.py` shows
one with its readers and corrects it or takes it back; the deeds are `ingest.messages`.
"""

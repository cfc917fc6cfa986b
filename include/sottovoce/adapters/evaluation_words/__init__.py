"""``must_stay.csv``: words that identify nobody and carry what an interview is about.

Clinical words, law, jargon of services, roles, kin, peoples, months and weekdays, and ordinary
words that are names too. Written for this project. A gold folder with a ``must_stay.csv`` of its
own (columns ``phrase`` and ``kind``) is measured on that instead.
"""

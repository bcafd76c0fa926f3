"""Files of journals we did not make, drawn by chance, with what they say.

Each generator takes a `random.Random` and returns the file and its facts (of
`ingest.foreign.facts.FACTS`), written down beside the cells and not read from them.
Names are invented.
"""

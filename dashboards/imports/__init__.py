"""The page *Journals brought in*: looked at, asked about, brought in, taken back."""

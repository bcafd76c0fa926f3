"""Measurements, run by `make bench`; results go into docs/performance.md."""

"""Measurements: `python -m bench` for the figures, `python -m bench.replay` for a recorded day."""

"""Tests of grounding cases, their metrics, runs, reports, and the pytest plugin."""

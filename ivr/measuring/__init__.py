"""Measuring a helpline under load: what callers get, what it costs, and what is left behind."""

"""Replays of call logs: what is asked for, the runs, the comparison and its picture."""

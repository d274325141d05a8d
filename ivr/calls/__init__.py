"""Calls as they run: legs, the caller over ARI, the agents' desk, and the closing record."""

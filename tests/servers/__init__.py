"""Private servers for tests: real Redis and PostgreSQL, each on its own port and folder."""

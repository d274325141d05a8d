"""Call logs of other systems, read into records like our own and kept in a journal of their own."""

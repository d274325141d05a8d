"""Plans of lines and agents: their inputs, their tables and their picture."""

"""Exact measures of any past period, from the journal alone, in whatever form they are wanted."""

"""One line of a CSV file, split into fields."""

import csv

from ivr.imports.faults import BadLine


def split_row(text: str, delimiter: str = ",") -> list[str]:
    """Split a line; raises `BadLine`.

    A line is always a whole row here, so a quote that nobody closed spoils one line, not all
    that follow.
    """
    try:
        return next(csv.reader([text], delimiter=delimiter, strict=True), [])
    except csv.Error as error:
        raise BadLine(f"it is no row of CSV: {error}") from error

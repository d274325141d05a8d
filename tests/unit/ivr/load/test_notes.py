from pathlib import Path

from ivr.load.notes import Event, Note, Notes

DAY = "2026-11-22\t13:11:32.672490\t1795353092.672490"


def test_each_line_is_read_once_and_only_when_it_is_whole(tmp_path: Path) -> None:
    file = tmp_path / "load.log"
    notes = Notes(file)
    assert list(notes.new()) == []
    file.write_text(f"{DAY} sent 7 1.000000\n{DAY} refused 7 1.000000 50")
    assert list(notes.new()) == [Note(1795353092.67249, Event.SENT, 7, 1, None)]
    with file.open("a") as more:
        more.write(f"3\n{DAY} sent 7 2.000000\n")
    assert list(notes.new()) == [
        Note(1795353092.67249, Event.REFUSED, 7, 1, 503),
        Note(1795353092.67249, Event.SENT, 7, 2, None),
    ]
    assert list(notes.new()) == []

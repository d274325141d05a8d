import asyncio
import json
from pathlib import Path

from capacity.outcomes import Outcome
from ivr.journal import Journal
from ivr.storage import Projector, create_engine
from tests.unit.ivr.cli.conftest import Run, runner
from tests.unit.ivr.http.conftest import World
from tests.unit.ivr.samples import a_record, some_facts


def store(folder: Path, *call_ids: str) -> None:
    """Leave calls in the database as a service that has stopped would."""

    async def project() -> None:
        journal = Journal.open(folder / "journal", "node-1")
        engine = create_engine(None, None, folder)
        projector = Projector(engine, journal)
        task = asyncio.create_task(projector.run())
        for call_id in call_ids:
            for fact in some_facts():
                journal.fact(call_id, fact)
            journal.record(a_record(call_id))
        async with asyncio.timeout(10):
            await projector.catch_up()
        task.cancel()
        await asyncio.gather(task, return_exceptions=True)
        await engine.dispose()
        journal.close()

    asyncio.run(project())


def test_a_table_in_indian_time(helpline: Run) -> None:
    done = helpline("calls")
    assert done.exit_code == 0
    head, row, *_ = done.stdout.splitlines()
    assert not any(line.endswith(" ") for line in done.stdout.splitlines())
    assert " ".join(head.split()) == "IST From Discom Reason Outcome Waited ID"
    assert " ".join(row.split()).removeprefix("22 Nov ") == (  # which is left out on that day
        "10:00:00 +915222345678 MVVNL supply answered 12.0 s c-1"
    )


def test_json_is_the_one_of_the_api(helpline: Run) -> None:
    [call] = json.loads(helpline("calls", "--json").stdout)["calls"]
    assert (call["call_id"], call["offered_at"]) == ("c-1", "2026-11-22T04:30:00Z")


def test_what_is_asked_reaches_the_helpline(helpline: Run, world: World) -> None:
    words = ("--since", "2h", "--outcome", "blocked", "--discom", "KESCO", "--limit", "3",
             "--reason", "bill", "--language", "hi", "--direction", "incoming")  # fmt: skip
    assert helpline("calls", *words).exit_code == 0
    assert world.calls.asked["outcome"] == (Outcome.BLOCKED,)
    assert (world.calls.asked["discom"], world.calls.asked["limit"]) == ("KESCO", 3)
    assert world.calls.asked["since"].tzinfo is not None
    asked = [world.calls.asked[name] for name in ("reason", "language", "direction")]
    assert asked == ["bill", "hi", "incoming"]


def test_a_bad_question_names_the_remedy(helpline: Run, world: World) -> None:
    done = helpline("calls", "--since", "yesterday")
    assert done.exit_code == 2
    assert "Write it like 2h, 30m" in done.stderr
    assert world.calls.asked == {}


def test_the_story_of_a_call(helpline: Run) -> None:
    done = helpline("calls", "show", "c-1")
    assert done.exit_code == 0
    text = done.stdout
    assert "2026-11-22 10:00:00 IST, incoming, node-1" in text
    assert "41 of 350 held, this one included" in text
    assert "16 (normal clearing)" in text
    assert text.rstrip().endswith(
        "Answered by asha after 12.0 s; talked 2 min 00 s; then the caller hung up."
    )
    lines = [" ".join(line.split()) for line in text.splitlines()]
    assert "+4.200 s we began to say welcome, choose-language" in lines
    assert "+5.500 s discom is MVVNL (by the caller's area code)" in lines


def test_the_story_as_json(helpline: Run) -> None:
    call = json.loads(helpline("calls", "show", "c-1", "--json").stdout)
    assert call["record"]["outcome"] == "answered"
    assert call["facts"][4]["offset"] == 4.2


def test_a_call_that_is_not_there(helpline: Run) -> None:
    done = helpline("calls", "show", "zz")
    assert done.exit_code == 2
    assert "zz: no call has an id that begins like this" in done.stderr
    assert "See `helpline calls`" in done.stderr


def test_an_unknown_word_is_told_with_the_known_ones(helpline: Run) -> None:
    done = helpline("calls", "--drop", "foo")
    assert "drop: 'foo' is not known here.\n  Use one of system, media" in done.stderr


def test_a_wrong_token_is_no_reason_to_go_round_the_helpline(tmp_path: Path, port: int) -> None:
    done = runner(tmp_path, port, token="wrong")("calls")
    assert done.exit_code == 2
    assert "token is missing or wrong" in done.stderr
    assert done.stdout == ""


def test_without_a_helpline_the_database_is_read(stopped: Run, tmp_path: Path) -> None:
    store(tmp_path, "ab-1", "ab-2")
    listed = stopped("calls", "--json")
    assert {call["call_id"] for call in json.loads(listed.stdout)["calls"]} == {"ab-1", "ab-2"}
    assert "no helpline answers at http://127.0.0.6:9" in listed.stderr
    assert "Reading the database directly" in listed.stderr
    assert "Answered by asha" in stopped("calls", "show", "ab-1").stdout
    ambiguous = stopped("calls", "show", "ab")
    assert (ambiguous.exit_code, "ab-1, ab-2" in ambiguous.stderr) == (2, True)
    assert stopped("calls", "show", "zz").exit_code == 2


def test_without_a_helpline_and_without_records(stopped: Run, tmp_path: Path) -> None:
    done = stopped("calls")
    assert done.exit_code == 2
    assert "there are no records yet" in done.stderr
    assert not (tmp_path / "helpline.db").exists()


def test_a_database_that_cannot_be_read(stopped: Run, tmp_path: Path) -> None:
    (tmp_path / "helpline.db").write_text("this is no database, whatever its name says")
    done = stopped("calls")
    assert done.exit_code == 2
    assert "database: cannot be read: DatabaseError" in done.stderr


def test_the_calls_that_go_on(helpline: Run) -> None:
    done = helpline("calls", "--now")
    assert done.exit_code == 0
    assert "Last known" in done.stdout
    assert "live-1" in done.stdout
    [call] = json.loads(helpline("calls", "--now", "--json").stdout)["calls"]
    assert call["call_id"] == "live-1"


def test_without_a_helpline_drops_and_calls_that_go_on_are_read(
    stopped: Run, tmp_path: Path
) -> None:
    store(tmp_path, "ab-1")
    assert json.loads(stopped("calls", "--now", "--json").stdout) == {"calls": []}
    report = json.loads(stopped("drops", "--since", "2026-11-01", "--json").stdout)
    assert report["groupings"]["verdict"] == []

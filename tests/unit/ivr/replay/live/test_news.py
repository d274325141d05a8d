from pathlib import Path

from dialplan.story import Fact
from ivr.replay.live.news import News
from tests.unit.ivr.replay.journals import journal_in
from tests.unit.ivr.samples import OFFERED, a_record, after


async def test_what_the_journal_says_of_our_calls_is_known_and_nothing_else(
    tmp_path: Path,
) -> None:
    with journal_in(tmp_path) as journal:
        news = News(tmp_path, OFFERED)
        ours = news.expect("sip-1")
        journal.fact("c-1", Fact("sip-call-id", "sip-1", after(0)))
        journal.fact("c-2", Fact("sip-call-id", "sip-2", after(0)))
        journal.fact("c-2", Fact("answered", "asha", after(1)))
        news.read()
        assert not ours.queued.done()
        journal.fact("c-1", Fact("queued", "MVVNL", after(2)))
        news.read()
        assert ours.queued.result() == after(2)
        assert not ours.answered.done()
        journal.fact("c-1", Fact("answered", "asha", after(3)))
        journal.fact("c-1", Fact("answered", "vijay", after(9)))
        journal.record(a_record("c-2"))
        news.read()
        assert ours.answered.result() == after(3)
        assert ours.record is None
        journal.record(a_record("c-1"))
        news.read()
        assert ours.record == a_record("c-1")

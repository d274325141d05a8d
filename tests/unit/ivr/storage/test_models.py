from dataclasses import fields

from dialplan.story import Fact
from ivr.journal import AgentChanged, LinesChanged, OutageChanged, ServiceChanged, ShareChanged
from ivr.records import CallRecord
from ivr.storage import models


def test_the_columns_of_calls_are_the_fields_of_a_record() -> None:
    assert models.calls.columns.keys() == [field.name for field in fields(CallRecord)]


def test_facts_and_changes_keep_every_field() -> None:
    assert {field.name for field in fields(Fact)} < set(models.facts.columns.keys())
    for shape, table in (
        (LinesChanged, models.line_changes),
        (ServiceChanged, models.service_changes),
        (OutageChanged, models.outage_changes),
        (ShareChanged, models.share_changes),
        (AgentChanged, models.agent_changes),
    ):
        assert {field.name for field in fields(shape)} < set(table.columns.keys())


def test_what_a_record_always_has_is_never_null() -> None:
    may_be_none = {field.name for field in fields(CallRecord) if field.default is None}
    nullable = {column.name for column in models.calls.columns if column.nullable}
    assert nullable == may_be_none

"""What a log line looks like on a terminal, in a file and for a collector."""

import io
import json
import sys

import pytest
import structlog

from ivr.logs import aside, configure


class Terminal(io.StringIO):
    def isatty(self) -> bool:
        return True


@pytest.fixture(autouse=True)
def _keep_configuration():
    yield
    structlog.reset_defaults()


def logged(monkeypatch, out: io.StringIO, log_format="console") -> str:
    monkeypatch.setattr(sys, "stdout", out)
    configure(log_format)
    structlog.get_logger().info("call.began", call="c1", drop=None)
    return out.getvalue()


def test_a_terminal_gets_colours_unless_it_wants_none(monkeypatch):
    monkeypatch.delenv("NO_COLOR", raising=False)
    assert "\x1b[" in logged(monkeypatch, Terminal())
    monkeypatch.setenv("NO_COLOR", "1")
    assert "\x1b[" not in logged(monkeypatch, Terminal())


def test_a_file_gets_plain_text(monkeypatch):
    line = logged(monkeypatch, io.StringIO())
    assert "call.began" in line
    assert "drop" not in line
    assert "\x1b[" not in line


def test_a_collector_gets_one_json_object_per_line(monkeypatch):
    line = logged(monkeypatch, io.StringIO(), "json")
    told = json.loads(line)
    assert (told["event"], told["call"], told["level"]) == ("call.began", "c1", "info")
    assert told["drop"] is None
    assert told["timestamp"].endswith("Z")


def test_a_traceback_shows_no_variables(monkeypatch):
    monkeypatch.setattr(sys, "stdout", out := io.StringIO())
    configure("console")
    caller = "9415012345"
    try:
        caller.index("broken")
    except ValueError:
        structlog.get_logger().exception("call.failed")
    assert "ValueError" in out.getvalue()
    assert caller not in out.getvalue()


def test_a_full_disk_does_not_reach_who_logs(monkeypatch):
    class Full(io.StringIO):
        def write(self, _text: str) -> int:
            raise OSError(28, "No space left on device")

    monkeypatch.setattr(sys, "stdout", Full())
    configure("json")
    structlog.get_logger().info("call.began", call="c1")


def test_a_command_logs_beside_its_output_until_it_is_a_service(capsys):
    aside()
    structlog.get_logger().warning("journal: damaged line skipped")
    heard = capsys.readouterr()
    assert heard.out == ""
    assert "damaged line skipped" in heard.err
    configure("json")
    structlog.get_logger().info("call.began")
    assert "call.began" in capsys.readouterr().out

import socket

import pytest

from ivr.asterisk.ports import taken_api_port, taken_port
from ivr.settings.model import Settings

ADDRESS = "127.0.0.3"


@pytest.fixture
def free() -> Settings:
    """Give settings whose ports were free a moment ago."""
    with socket.create_server((ADDRESS, 0)) as sip, socket.create_server((ADDRESS, 0)) as ari:
        ports = [one.getsockname()[1] for one in (sip, ari)]
    return Settings.model_validate(
        {"sip": {"bind": ADDRESS, "port": ports[0]}, "ari": {"host": ADDRESS, "port": ports[1]}}
    )


def test_free_ports_are_no_problem(free: Settings) -> None:
    assert taken_port(free) is None


@pytest.mark.parametrize(
    ("section", "kind", "protocol"),
    [
        ("sip", socket.SOCK_DGRAM, "UDP"),
        ("sip", socket.SOCK_STREAM, "TCP"),
        ("ari", socket.SOCK_STREAM, "TCP"),
    ],
)
def test_a_taken_port_is_named(
    free: Settings, section: str, kind: socket.SocketKind, protocol: str
) -> None:
    port = getattr(free, section).port
    with socket.socket(socket.AF_INET, kind) as holder:
        holder.bind((ADDRESS, port))
        if kind is socket.SOCK_STREAM:
            holder.listen()
        problem = taken_port(free)
    assert problem is not None
    assert problem.place == f"{section}.port"
    assert f"{ADDRESS} port {port} ({protocol})" in problem.wrong
    assert f"set another {section}.port" in problem.remedy


def test_an_address_of_another_machine_is_named(free: Settings) -> None:
    elsewhere = free.model_copy(update={"sip": free.sip.model_copy(update={"bind": "192.0.2.1"})})
    problem = taken_port(elsewhere)
    assert problem is not None
    assert problem.place == "sip.bind"
    assert "Set sip.bind to an address of this machine" in problem.remedy


def test_the_port_of_our_own_server_is_looked_at_by_itself(free: Settings) -> None:
    with socket.create_server((ADDRESS, 0)) as holder:
        port = holder.getsockname()[1]
        settings = Settings.model_validate({"api": {"bind": ADDRESS, "port": port}})
        problem = taken_api_port(settings)
        assert taken_port(free) is None
    assert problem is not None
    assert problem.place == "api.port"
    assert "set another api.port" in problem.remedy
    assert taken_api_port(settings) is None

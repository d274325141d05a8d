"""Ports of a helpline of its own are free ones."""

import socket

import pytest

from ivr.measuring.own import PORTS, free_port
from ivr.settings import SettingsError


def test_a_free_port_can_be_had():
    port = free_port("127.0.0.4")
    assert port in PORTS
    with socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as probe:
        probe.bind(("127.0.0.4", port))


def test_an_address_of_another_machine_has_none():
    with pytest.raises(SettingsError, match=r"192\.0\.2\.1"):
        free_port("192.0.2.1")

"""Whether the ports that Asterisk and the service are to listen on are free."""

import errno
import os
import socket
from typing import Final

from ivr.settings.model import Settings
from ivr.settings.problems import Problem

_REMEDIES: Final = {
    errno.EADDRINUSE: "Stop the program that holds it (ss -lnp shows it), or set another {port}",
    errno.EADDRNOTAVAIL: "Set {address} to an address of this machine (ip address shows them)",
    errno.EACCES: "Set {port} to 1024 or above, or let the user bind lower ports",
}

_PROTOCOLS: Final = {socket.SOCK_DGRAM: "UDP", socket.SOCK_STREAM: "TCP"}


def taken_port(settings: Settings) -> Problem | None:
    """Find the first port of SIP (UDP and TCP) or ARI (TCP) that cannot be listened on."""
    sip, ari = settings.sip, settings.ari
    return (
        _problem("sip.bind", "sip.port", sip.bind, sip.port, socket.SOCK_DGRAM)
        or _problem("sip.bind", "sip.port", sip.bind, sip.port, socket.SOCK_STREAM)
        or _problem("ari.host", "ari.port", ari.host, ari.port, socket.SOCK_STREAM)
    )


def taken_api_port(settings: Settings) -> Problem | None:
    """Tell if the service cannot listen on the port of its own HTTP server."""
    api = settings.api
    return _problem("api.bind", "api.port", api.bind, api.port, socket.SOCK_STREAM)


def _problem(
    address_key: str, port_key: str, address: str, port: int, kind: socket.SocketKind
) -> Problem | None:
    family = socket.AF_INET6 if ":" in address else socket.AF_INET
    with socket.socket(family, kind) as probe:
        if kind is socket.SOCK_STREAM:
            # Connections of the last run that are still closing do no harm.
            probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind((address, port))
            if kind is socket.SOCK_STREAM:
                probe.listen()
        except OSError as error:
            where = f"{address} port {port} ({_PROTOCOLS[kind]})"
            code = error.errno or errno.EADDRINUSE
            remedy = _REMEDIES.get(code, "Set another {port}")
            return Problem(
                address_key if code == errno.EADDRNOTAVAIL else port_key,
                f"{where} cannot be listened on: {os.strerror(code)}",
                remedy.format(address=address_key, port=port_key),
            )
    return None

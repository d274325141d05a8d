"""Where the helpline of these settings is reached from this machine, and from which address."""

from ipaddress import IPv4Network, ip_address, ip_network

from ivr.cli.context import give_up
from ivr.settings import Problem, Settings


def helpline_address(settings: Settings) -> tuple[str, int]:
    """Give the helpline's SIP address and port."""
    wildcard = settings.sip.bind == "0.0.0.0"  # noqa: S104 - reached, not bound
    return "127.0.0.1" if wildcard else settings.sip.bind, settings.sip.port


def own_address(settings: Settings) -> str:
    """Find an address of this machine from which the helpline takes calls."""
    trusted = (ip_network(text, strict=False) for text in settings.sip.trunk_addresses)
    local = [net for net in trusted if isinstance(net, IPv4Network) and net.is_loopback]
    if not local:
        remedy = 'Add "127.0.0.1" to it, so that calls from this machine are taken'
        give_up(Problem("sip.trunk_addresses", "no address of this machine is among them", remedy))
    return str(local[0][0] if local[0].num_addresses == 1 else local[0][1])


def prompts_page(settings: Settings) -> str:
    """Give the address of the page on which all prompts can be heard, while the helpline runs."""
    host, port = settings.api.bind, settings.api.port
    host = "127.0.0.1" if host in {"0.0.0.0", "::"} else host  # noqa: S104 - reached, not bound
    return f"http://{f'[{host}]' if ':' in host else host}:{port}/prompts"


def load_address(settings: Settings) -> str:
    """Find from where many calls may be made: loopback, unless the settings name the address.

    Nobody else's telephones are to be reached by a mistake in a settings file.
    """
    host, _ = helpline_address(settings)
    if ip_address(host).is_loopback:
        return own_address(settings)
    if host not in settings.sip.trunk_addresses:
        remedy = (
            f'Call a helpline with sip.bind = "127.0.0.1", or add "{host}" to '
            "sip.trunk_addresses if this one is meant"
        )
        give_up(Problem(f"sip.bind = {host}", "is not of this machine alone", remedy))
    return host

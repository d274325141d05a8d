"""Which of the operator's trunks a call came over, in as many words as the settings have."""

from collections.abc import Sequence
from functools import lru_cache
from ipaddress import ip_address, ip_network
from typing import Final

OTHER: Final = "other"


class Trunks:
    """Labels for the addresses and networks of ``sip.trunk_addresses``.

    ``label`` names the entry that an address belongs to, ``other`` if there is none.
    """

    def __init__(self, addresses: Sequence[str]) -> None:
        self._networks = [(ip_network(each, strict=False), each) for each in addresses]
        self.label = lru_cache(maxsize=1_024)(self._find)

    def _find(self, address: str | None) -> str:
        try:
            found = ip_address((address or "").strip("[]"))
        except ValueError:
            return OTHER
        return next((label for network, label in self._networks if found in network), OTHER)

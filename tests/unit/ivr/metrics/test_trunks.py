import pytest

from ivr.metrics.trunks import Trunks


@pytest.mark.parametrize(
    ("address", "label"),
    [
        ("192.0.2.1", "192.0.2.1"),
        ("10.1.9.200", "10.1.9.0/24"),
        ("[2001:db8::5]", "2001:db8::/32"),
        ("10.1.10.1", "other"),
        ("trunk.example", "other"),
        (None, "other"),
    ],
)
def test_a_trunk_is_called_as_the_settings_name_it(address: str | None, label: str) -> None:
    assert Trunks(["192.0.2.1", "10.1.9.0/24", "2001:db8::/32"]).label(address) == label

"""Where the helpline is reached, and from which address."""

import pytest
import typer

from ivr.cli.nearby import helpline_address, load_address, own_address, prompts_page
from ivr.settings.model import ApiSection, Settings, SipSection


def settings(**sip) -> Settings:
    return Settings(sip=SipSection(**sip))


@pytest.mark.parametrize(
    ("trusted", "own"),
    [
        (("10.0.0.0/8", "127.0.0.5"), "127.0.0.5"),
        (("127.0.0.0/8",), "127.0.0.1"),
    ],
)
def test_the_call_comes_from_a_trusted_address_of_this_machine(trusted, own):
    assert own_address(settings(trunk_addresses=trusted)) == own


def test_without_a_trusted_address_the_remedy_is_told(capsys):
    with pytest.raises(typer.Exit):
        own_address(settings(trunk_addresses=("10.0.0.1", "::1")))
    assert "sip.trunk_addresses" in capsys.readouterr().err


def test_a_helpline_on_all_addresses_is_reached_on_the_loopback():
    assert helpline_address(settings(bind="0.0.0.0", port=5070)) == ("127.0.0.1", 5070)
    assert helpline_address(settings(bind="127.0.0.5")) == ("127.0.0.5", 5060)


@pytest.mark.parametrize(
    ("bind", "trusted", "own"),
    [
        ("127.0.0.5", ("127.0.0.9",), "127.0.0.9"),
        ("0.0.0.0", ("127.0.0.1",), "127.0.0.1"),
        ("192.0.2.7", ("127.0.0.1", "192.0.2.7"), "192.0.2.7"),
    ],
)
def test_many_calls_go_to_the_loopback_or_to_an_address_that_is_named(bind, trusted, own):
    assert load_address(settings(bind=bind, trunk_addresses=trusted)) == own


def test_many_calls_to_another_address_are_refused_with_the_remedy(capsys):
    with pytest.raises(typer.Exit):
        load_address(settings(bind="192.0.2.7", trunk_addresses=("127.0.0.1", "192.0.2.0/24")))
    told = capsys.readouterr().err
    assert "sip.bind = 192.0.2.7: is not of this machine alone" in told
    assert 'add "192.0.2.7" to sip.trunk_addresses' in told


@pytest.mark.parametrize(
    ("bind", "page"),
    [
        ("127.0.0.1", "http://127.0.0.1:1912/prompts"),
        ("0.0.0.0", "http://127.0.0.1:1912/prompts"),
        ("localhost", "http://localhost:1912/prompts"),
        ("2001:db8::1", "http://[2001:db8::1]:1912/prompts"),
    ],
)
def test_the_page_of_prompts_has_an_address_that_a_browser_takes(bind: str, page: str) -> None:
    assert prompts_page(Settings(api=ApiSection(bind=bind))) == page

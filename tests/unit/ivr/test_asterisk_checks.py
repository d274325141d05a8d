from pathlib import Path
from typing import Any

import pytest

from ivr.asterisk.checks import problems
from ivr.settings.model import Settings
from ivr.settings.secrets import owned_by

PASSWORDS = dict.fromkeys(owned_by(Settings()), "long-enough")


def places(
    settings: Settings | None = None, *, folder: str = "/srv/run", **secrets: str
) -> set[str]:
    chosen = settings or Settings()
    passwords = PASSWORDS | {name.replace("_", "-"): text for name, text in secrets.items()}
    found = list(problems(chosen, passwords, {"run.folder": Path(folder)}))
    assert all(problem.wrong and problem.remedy for problem in found)
    return {problem.place for problem in found}


def changed(section: str, **values: Any) -> Settings:
    return Settings().model_copy(
        update={section: getattr(Settings(), section).model_copy(update=values)}
    )


def test_the_defaults_are_fine() -> None:
    assert places() == set()


@pytest.mark.parametrize("address", ["localhost", "", "127.0.0.1\n", "1.2.3", "fe80::1%eth0"])
def test_addresses_are_ip_addresses(address: str) -> None:
    assert places(changed("sip", bind=address)) == {"sip.bind"}
    assert places(changed("ari", host=address)) == {"ari.host"}


@pytest.mark.parametrize("address", ["0.0.0.0", "10.0.0.1", "::"])
def test_orders_are_taken_on_loopback_only(address: str) -> None:
    assert places(changed("ari", host=address)) == {"ari.host"}
    assert places(changed("sip", bind=address)) == set()


def test_names_with_a_meaning_in_asterisk_are_refused() -> None:
    assert places(changed("ari", user="general")) == {"ari.user"}
    trunk = Settings.model_validate({"agents": [{"id": "trunk"}]})
    assert places(trunk, agent_trunk_password="long-enough") == {"agents.id"}


@pytest.mark.parametrize(
    "password", ["", "tiny", "with space", "semi;colon", "two\nlines", "ä" * 9]
)
def test_passwords_that_would_be_cut_are_refused_and_not_shown(password: str) -> None:
    found = list(problems(Settings(), PASSWORDS | {"ari-password": password}, {}))
    assert [problem.place for problem in found] == ["secret ari-password"]
    assert not password or password not in str(found[0])


def test_a_missing_password_is_named() -> None:
    incomplete = {name: text for name, text in PASSWORDS.items() if "vijay" not in name}
    [problem] = problems(Settings(), incomplete, {})
    assert problem.place == "secret agent-vijay-password"


@pytest.mark.parametrize("folder", ["/a&b", "/a,b", "/a;b", "/a\nb", "/a[b", "/a)b", "relative"])
def test_folders_that_asterisk_would_split_are_refused(folder: str) -> None:
    assert places(folder=folder) == {f"run.folder {folder!r}"}


@pytest.mark.parametrize(("length", "fits"), [(200, True), (201, False)])
def test_folders_whose_files_asterisk_would_not_find_are_refused(length: int, fits: bool) -> None:
    folder = "/" + "x" * (length - 1)
    assert places(folder=folder) == (set() if fits else {f"run.folder {folder!r}"})


def test_folders_of_ordinary_people_are_fine() -> None:
    assert places(folder="/home/रमेश/help line+1.0_x") == set()

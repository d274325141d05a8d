import importlib.metadata

import pytest

from ivr import version


def test_the_version_is_that_of_what_is_installed(monkeypatch: pytest.MonkeyPatch) -> None:
    assert version.running_version() == importlib.metadata.version("helpline-1912")

    def nothing(_name: str) -> str:
        raise importlib.metadata.PackageNotFoundError

    monkeypatch.setattr(version, "version", nothing)
    assert version.running_version() == "of a checkout"

"""Which version of the helpline this is."""

from importlib.metadata import PackageNotFoundError, version


def running_version() -> str:
    """Give the installed version, or say that nothing is installed."""
    try:
        return version("helpline-1912")
    except PackageNotFoundError:
        return "of a checkout"

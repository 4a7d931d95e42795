"""The version of the installed package."""

from __future__ import annotations

from importlib.metadata import PackageNotFoundError, version


def package_version() -> str:
    """Return the version, "unknown" for a copy that was never installed."""
    try:
        return version("houserules")
    except PackageNotFoundError:
        return "unknown"

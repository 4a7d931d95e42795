"""The constants of ``fastapi.status``, by the number they stand for."""

from __future__ import annotations

from http import HTTPStatus

MODULES = ("fastapi.status", "starlette.status")
_RENAMED = frozenset({413, 414, 416, 422})
"""Whose constant has another name in newer versions of Starlette."""


def constant_of(status: int) -> str:
    """The constant of a status, ``""`` where versions of Starlette differ or have none."""
    known = {member.value: member.name for member in HTTPStatus}
    if status in _RENAMED or status not in known:
        return ""
    return f"HTTP_{status}_{known[status]}"


def number_of(qualified: str) -> int | None:
    """The status of a constant by its qualified name."""
    module, _, name = qualified.rpartition(".")
    digits = name[5:8]
    is_constant = module in MODULES and name.startswith("HTTP_") and digits.isdigit()
    return int(digits) if is_constant else None

"""Names that hold a password, and the libraries that hash passwords."""

from __future__ import annotations

import re
from collections.abc import Mapping
from types import MappingProxyType

import libcst as cst

from houserules.analysis.structure import dotted_name
from houserules.analysis.walk import descendants

_PASSWORD = re.compile(r"(?:^|_)(?:password|passwd|passwort|pwd)(?:$|_(?!hash|id|length|len))")
_PLAIN = re.compile(r"(?:^|_)(?:password|passwd|pwd)$")
_REPEATED = re.compile(
    r"confirm|repeat|again|verif|retype|check|second|old|new|current|previous|default|[12]$"
)
_LAST_UPPER = re.compile(r"(?<=[a-z0-9])(?=[A-Z])")

LIBRARIES: Mapping[str, str] = MappingProxyType(
    {"bcrypt": "bcrypt", "passlib": "passlib", "argon2": "argon2", "pwdlib": "pwdlib"}
)
"""Top-level package → what settings call it."""


def _lowered(name: str) -> str:
    return _LAST_UPPER.sub("_", name.rpartition(".")[2]).lower()


def names_password(name: str) -> bool:
    """Whether a name speaks of a password, ``userPassword`` or ``password_bytes``."""
    return _PASSWORD.search(_lowered(name)) is not None


def is_plain_password(node: cst.CSTNode) -> bool:
    """Whether an expression is a password as the user typed it: a name that ends so."""
    name = _lowered(dotted_name(node))
    return _PLAIN.search(name) is not None and not re.search(
        r"hash|crypt|digest|encod|salted", name
    )


def is_repeated(node: cst.CSTNode) -> bool:
    """Whether a name is one of two that a form compares, ``new_password`` or ``password2``."""
    return _REPEATED.search(_lowered(dotted_name(node))) is not None


def password_inside(node: cst.CSTNode) -> bool:
    """Whether a name of a password stands in an expression."""
    return any(
        isinstance(part, cst.Name) and names_password(part.value) for part in descendants(node)
    )

"""A password is hashed with what is no password hash, or not with the one of the team."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

import libcst as cst

from houserules.analysis.finding import Finding
from houserules.analysis.module import Role
from houserules.analysis.passes import UnitPass
from houserules.analysis.rule import Example, rule
from houserules.analysis.structure import dotted_name
from houserules.extractors.bindings import BINDINGS
from houserules.extractors.passwords import (
    LIBRARIES,
    is_plain_password,
    is_repeated,
    password_inside,
)
from houserules.extractors.qualified_names import resolves_to
from houserules.extractors.string_lists import written_strings
from houserules.extractors.strings import argument, literal_string
from houserules.text.excerpt import excerpt

_FAST = frozenset(
    f"hashlib.{name}"
    for name in (
        "md5", "sha1", "sha224", "sha256", "sha384", "sha512", "sha3_224", "sha3_256",
        "sha3_384", "sha3_512", "blake2b", "blake2s", "new",
    )
)  # fmt: skip
_SLOW = frozenset({"hashlib.pbkdf2_hmac", "hashlib.scrypt", "crypt.crypt"})
_CONTEXT = frozenset({"passlib.context.CryptContext"})
_TEAM = "the team hashes passwords with {wanted}, not `{found}`"
_BY_HAND = "`{found}` hashes a password by hand; use {wanted}"
_COMPARED = "passwords are compared as they are; verify the hash"
_TESTS = (Role.TEST, Role.CONFTEST)


@dataclass(frozen=True)
class Options:
    """Options of ``security/password-hash``.

    Attributes:
        allowed: The libraries, or schemes of passlib, that hash passwords here.
    """

    allowed: tuple[str, ...] = ("bcrypt", "passlib", "argon2", "pwdlib")


@rule(
    id="security/password-hash",
    on=(cst.Call, cst.Import, cst.ImportFrom, cst.Comparison),
    requires=(BINDINGS,),
    options=Options,
    message="`{found}` is no password hash; use {wanted}",
    why="A fast hash is guessed by the billion; a password hash is slow on purpose, and salted.",
    allow_when="The hash is only compared with one of the same kind, such as of a protocol.",
    examples=[
        Example(
            "import hashlib\n\n\n"
            "def digest(password: str) -> str:\n"
            "    return hashlib.sha256(password.encode()).hexdigest()"
            "  # want: `hashlib.sha256` is no password hash; use argon2"
            " # at: hashlib.sha256(password.encode())\n",
            options=(("allowed", ["argon2"]),),
        ),
        Example(
            "import bcrypt  # want: the team hashes passwords with argon2, not `bcrypt`\n",
            options=(("allowed", ["argon2"]),),
        ),
        Example(
            "from argon2 import PasswordHasher\n\n\n"
            "def digest(password: str) -> str:\n"
            "    return PasswordHasher().hash(password)\n"
        ),
    ],
)
def password_hash(p: UnitPass, node: cst.CSTNode) -> Iterator[Finding]:
    """Report fast hashes of passwords, other libraries, and passwords that are compared."""
    if p.module.role in _TESTS:
        return
    if isinstance(node, cst.Call):
        yield from _of_call(p, node)
    elif isinstance(node, cst.Comparison):
        if _compares(node):
            yield p.finding(node, message=_COMPARED)
    else:
        yield from _of_import(p, node)


def _of_call(p: UnitPass, node: cst.Call) -> Iterator[Finding]:
    wanted = _wanted(p)
    if resolves_to(p, node.func, _CONTEXT):
        given = argument(node, "schemes", 0)
        for scheme in written_strings(given.value) if given is not None else ():
            if _is_other(p, scheme) and given is not None and not _migrates(p, node):
                found = excerpt(scheme, 30)
                yield p.finding(given.value, message=_TEAM, wanted=wanted, found=found)
                return
        return
    is_fast = resolves_to(p, node.func, _FAST)
    if not is_fast and not resolves_to(p, node.func, _SLOW):
        return
    used = argument(node, "usedforsecurity")
    if used is not None and dotted_name(used.value) == "False":
        return
    if any(password_inside(arg.value) for arg in node.args):
        found = dotted_name(node.func)
        if is_fast:
            yield p.finding(node, found=found, wanted=wanted)
        else:
            yield p.finding(node, message=_BY_HAND, weak=True, found=found, wanted=wanted)


def _wanted(p: UnitPass) -> str:
    return " or ".join(p.options.allowed)


def _is_other(p: UnitPass, scheme: str) -> bool:
    """Whether a scheme of passlib is none of the team's; with all of passlib any is."""
    allowed = p.options.allowed
    if "passlib" in allowed:
        return False
    return not any(scheme.lower().startswith(name) for name in allowed)


def _migrates(p: UnitPass, node: cst.Call) -> bool:
    """Whether older hashes are only read, and written anew with the team's scheme."""
    given, deprecated = argument(node, "schemes", 0), argument(node, "deprecated")
    first = written_strings(given.value)[:1] if given is not None else ()
    is_auto = deprecated is not None and literal_string(deprecated.value) == "auto"
    return is_auto and bool(first) and not _is_other(p, first[0])


def _of_import(p: UnitPass, node: cst.CSTNode) -> Iterator[Finding]:
    if isinstance(node, cst.Import):
        names = [(alias.name, dotted_name(alias.name)) for alias in node.names]
    elif isinstance(node, cst.ImportFrom) and node.module is not None and not node.relative:
        names = [(node.module, dotted_name(node.module))]
    else:
        return
    for place, name in names:
        library = LIBRARIES.get(name.partition(".")[0])
        # Passlib is judged by the schemes that it is given.
        if library is None or library == "passlib" or library in p.options.allowed:
            continue
        yield p.finding(place, message=_TEAM, wanted=_wanted(p), found=library)


def _compares(node: cst.Comparison) -> bool:
    if len(node.comparisons) != 1:
        return False
    other = node.comparisons[0]
    if not isinstance(other.operator, cst.Equal | cst.NotEqual):
        return False
    sides = (node.left, other.comparator)
    if not all(is_plain_password(side) and not is_repeated(side) for side in sides):
        return False
    return any(isinstance(side, cst.Attribute) for side in sides)

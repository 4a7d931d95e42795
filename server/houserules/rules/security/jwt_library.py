"""A token is read with another library than the team's, or without being verified."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from types import MappingProxyType
from typing import Literal

import libcst as cst

from houserules.analysis.finding import Finding
from houserules.analysis.module import Role
from houserules.analysis.passes import UnitPass
from houserules.analysis.rule import Example, rule
from houserules.analysis.structure import dotted_name
from houserules.extractors.bindings import BINDINGS
from houserules.extractors.qualified_names import resolves_to
from houserules.extractors.strings import argument, literal_string

_OTHER = "the team reads tokens with {wanted}, not `{found}`"
_ALGORITHMS = "`{name}` without `algorithms` lets the token choose how it is signed"
_LIBRARIES = MappingProxyType(
    {"jose": "python-jose", "jwt": "PyJWT", "authlib.jose": "Authlib", "jwcrypto": "jwcrypto"}
)
_WANTED = MappingProxyType(
    {"jose": "python-jose", "pyjwt": "PyJWT", "authlib": "Authlib", "jwcrypto": "jwcrypto"}
)
_DECODING = frozenset({"jwt.decode", "jwt.api_jwt.decode", "jose.jwt.decode"})


@dataclass(frozen=True)
class Options:
    """Options of ``security/jwt-library``.

    Attributes:
        library: The library that reads and writes tokens here.
    """

    library: Literal["any", "jose", "pyjwt", "authlib", "jwcrypto"] = "any"


@rule(
    id="security/jwt-library",
    on=(cst.Import, cst.ImportFrom, cst.Call),
    requires=(BINDINGS,),
    options=Options,
    message="`{name}` does not verify the token",
    why="Whoever can send a token can write what stands in it; only the signature says whose it "
    "is.",
    allow_when="The token was verified before, or is only shown.",
    examples=[
        Example(
            "import jwt  # want: the team reads tokens with python-jose, not `PyJWT` # at: jwt\n\n"
            'claims = jwt.decode("token", "key", algorithms=["HS256"])\n',
            options=(("library", "jose"),),
        ),
        Example(
            "import jwt\n\n"
            'claims = jwt.decode("token", options={"verify_signature": False})'
            "  # want: `jwt.decode` does not verify the token # at: "
            'jwt.decode("token", options={"verify_signature": False})\n'
        ),
        Example(
            'from jose import jwt\n\nclaims = jwt.decode("token", "key", algorithms=["HS256"])\n'
        ),
    ],
)
def jwt_library(p: UnitPass, node: cst.CSTNode) -> Iterator[Finding]:
    """Report imports of other libraries, and tokens that are read without being verified."""
    if isinstance(node, cst.Call):
        yield from _of_call(p, node)
    elif p.options.library != "any":
        yield from _of_import(p, node)


def _of_import(p: UnitPass, node: cst.CSTNode) -> Iterator[Finding]:
    if isinstance(node, cst.Import):
        names = [(alias.name, dotted_name(alias.name)) for alias in node.names]
    elif isinstance(node, cst.ImportFrom) and node.module is not None and not node.relative:
        module = dotted_name(node.module)
        if module == "authlib" and not isinstance(node.names, cst.ImportStar):
            module = "authlib." + ",".join(dotted_name(alias.name) for alias in node.names)
        names = [(node.module, module)]
    else:
        return
    wanted = _WANTED[p.options.library]
    for place, name in names:
        for package, library in _LIBRARIES.items():
            if library != wanted and f"{name}.".startswith(f"{package}."):
                yield p.finding(place, message=_OTHER, wanted=wanted, found=library)


def _of_call(p: UnitPass, node: cst.Call) -> Iterator[Finding]:
    if p.module.role in (Role.TEST, Role.CONFTEST) or not resolves_to(p, node.func, _DECODING):
        return
    if any(arg.star for arg in node.args):
        return
    name = dotted_name(node.func)
    verify, options = argument(node, "verify"), argument(node, "options")
    if verify is not None and dotted_name(verify.value) == "False":
        yield p.finding(node, weak=True, name=name)
    elif options is not None and isinstance(options.value, cst.Dict):
        if _is_off(options.value):
            yield p.finding(node, weak=True, name=name)
    elif options is None and argument(node, "algorithms", 2) is None:
        yield p.finding(node, message=_ALGORITHMS, name=name)


def _is_off(options: cst.Dict) -> bool:
    return any(
        isinstance(element, cst.DictElement)
        and literal_string(element.key) == "verify_signature"
        and dotted_name(element.value) == "False"
        for element in options.elements
    )

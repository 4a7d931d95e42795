"""A module imports an HTTP library that the team does not use."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

import libcst as cst

from houserules.analysis.finding import Finding
from houserules.analysis.passes import UnitPass
from houserules.analysis.rule import Example, rule
from houserules.analysis.structure import dotted_name
from houserules.extractors.bindings import BINDINGS
from houserules.extractors.qualified_names import resolves_to

_GUARDS = frozenset({"ImportError", "ModuleNotFoundError"})
_SENDING = frozenset(
    {
        "HTTPConnection", "HTTPSConnection", "OpenerDirector", "Request", "build_opener",
        "install_opener", "request", "client", "urlopen", "urlretrieve",
    }
)  # fmt: skip
"""What the standard library sends requests with; the rest of these modules takes texts apart."""
_STDLIB = ("http.client", "urllib.request")
_TYPE_CHECKING = frozenset({"typing.TYPE_CHECKING"})


@dataclass(frozen=True)
class Options:
    """Options of ``http/no-requests``.

    Attributes:
        banned: Modules that nobody imports, with all below them.
        allow_roles: Roles of files that may.
    """

    banned: tuple[str, ...] = ("requests", "urllib.request", "urllib3", "http.client")
    allow_roles: tuple[str, ...] = ("script",)


@rule(
    id="http/no-requests",
    on=(cst.Import, cst.ImportFrom),
    requires=(BINDINGS,),
    options=Options,
    message="`{module}` is imported; this team sends requests with httpx",
    why="One client library has one place for timeouts, retries and errors, and httpx can wait "
    "without blocking the event loop.",
    allow_when="A library wants an object of it, such as a session of `requests`.",
    examples=[
        Example(
            "import requests  # want: `requests` is imported; this team sends requests with httpx\n"
        ),
        Example("import urllib.parse\n\nimport httpx\n"),
    ],
)
def no_requests(p: UnitPass, node: cst.Import | cst.ImportFrom) -> Iterator[Finding]:
    """Report imports of banned modules, those that may fail or are for types left out."""
    if p.module.role in p.options.allow_roles:
        return
    for place, module in _imported(node):
        name = next((b for b in p.options.banned if f"{module}.".startswith(f"{b}.")), "")
        if name in _STDLIB and module.rpartition(".")[2] not in _SENDING:
            continue
        if name and not _is_optional(p):
            yield p.finding(place, module=name)
            if isinstance(node, cst.ImportFrom):
                return


def _imported(node: cst.Import | cst.ImportFrom) -> Iterator[tuple[cst.CSTNode, str]]:
    """What is imported, with where it stands; members of packages may be modules."""
    if isinstance(node, cst.Import):
        for alias in node.names:
            yield alias.name, dotted_name(alias.name)
        return
    module = dotted_name(node.module) if node.module is not None and not node.relative else ""
    if not module or isinstance(node.names, cst.ImportStar):
        if module and node.module is not None:
            yield node.module, module
        return
    assert node.module is not None
    for alias in node.names:
        yield node.module, f"{module}.{dotted_name(alias.name)}"


def _is_optional(p: UnitPass) -> bool:
    for holder in p.ancestors:
        if isinstance(holder, cst.Try) and any(_may_be_missing(h) for h in holder.handlers):
            return True
        if isinstance(holder, cst.If) and resolves_to(p, holder.test, _TYPE_CHECKING):
            return True
    return False


def _may_be_missing(handler: cst.ExceptHandler) -> bool:
    caught = handler.type
    names = [e.value for e in caught.elements] if isinstance(caught, cst.Tuple) else [caught]
    return any(name is not None and dotted_name(name) in _GUARDS for name in names)

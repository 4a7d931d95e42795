"""A request is sent without TLS, or without its certificate being verified."""

from __future__ import annotations

import re
from collections.abc import Iterator

import libcst as cst

from houserules.analysis.finding import Finding
from houserules.analysis.module import Role
from houserules.analysis.passes import UnitPass
from houserules.analysis.rule import Example, rule
from houserules.analysis.structure import dotted_name
from houserules.extractors.external_calls import EXTERNAL_READS, called_library
from houserules.extractors.qualified_names import resolves_to
from houserules.extractors.strings import argument, literal_string
from houserules.text.excerpt import excerpt

_OFF = "TLS verification is off"
_CLIENTS = frozenset(
    {
        "httpx.Client", "httpx.AsyncClient", "requests.Session", "requests.session",
        "aiohttp.ClientSession",
    }
)  # fmt: skip
_CONTEXTS = frozenset({"ssl._create_unverified_context"})
_PLAIN = re.compile(r"http://(?:[^/@\s]*@)?(?P<host>[^/:?#\s]+)")
# A host without a dot is one of a private network, such as a service of docker compose.
_NEAR = re.compile(
    r"[^.]*$|127\.|10\.|192\.168\.|172\.(?:1[6-9]|2\d|3[01])\.|169\.254\.|0\.0\.0\.0$|\[?::1"
    r"|.*\.(?:local|localhost|internal|test|svc|invalid|lan|svc\.cluster\.local)$"
)


@rule(
    id="security/plain-http",
    on=(cst.Call,),
    requires=EXTERNAL_READS,
    severity="hint",
    message="request to `{url}` is sent without TLS",
    why="Whoever is on the way reads and changes what is sent, and what comes back.",
    allow_when="The host is reached over a network that is private.",
    examples=[
        Example(
            "import httpx\n\n"
            'client = httpx.AsyncClient(base_url="http://api.example.com", timeout=5.0)'
            "  # want: request to `http://api.example.com` is sent without TLS"
            ' # at: "http://api.example.com"\n'
        ),
        Example(
            "import httpx\n\n"
            'answer = httpx.get("https://api.example.com", verify=False)'
            "  # want: TLS verification is off # at: verify=False\n"
        ),
        Example(
            "import httpx\n\n"
            'client = httpx.AsyncClient(base_url="https://api.example.com", timeout=5.0)\n'
        ),
    ],
)
def plain_http(p: UnitPass, node: cst.Call) -> Iterator[Finding]:
    """Report URLs of requests that begin with ``http://``, and verification that is off."""
    if p.module.role in (Role.TEST, Role.CONFTEST):
        return
    if not node.args:
        if resolves_to(p, node.func, _CONTEXTS):
            yield p.finding(node, message=_OFF)
        return
    verify = argument(node, "verify")
    is_off = verify is not None and dotted_name(verify.value) == "False"
    urls = [(arg.value, url) for arg in node.args if (url := _plain_url(arg))]
    if not is_off and not urls:
        return
    if not resolves_to(p, node.func, _CLIENTS) and not called_library(p, node):
        return
    for place, url in urls:
        yield p.finding(place, url=excerpt(url, 50))
    if is_off and verify is not None:
        yield p.finding(verify, message=_OFF)


def _plain_url(arg: cst.Arg) -> str:
    """The URL that an argument gives a call, where it is plain and its host is far."""
    if arg.star or (arg.keyword is not None and arg.keyword.value not in ("url", "base_url")):
        return ""
    found = _PLAIN.match(literal_string(arg.value) or "")
    if found is None or _NEAR.match(found["host"]):
        return ""
    return found[0]

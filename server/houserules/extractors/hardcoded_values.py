"""Texts that say where something is: addresses of databases, hosts and the like."""

from __future__ import annotations

import ipaddress
import re
from collections.abc import Sequence

import libcst as cst

_DATABASES = (
    "postgresql", "postgres", "mysql", "mariadb", "mongodb", "redis", "rediss", "amqp", "amqps",
    "mssql", "oracle", "smtp", "smtps", "nats", "kafka",
)  # fmt: skip
_DSN = re.compile(
    rf"(?:{'|'.join(_DATABASES)})(?:\+[a-z0-9_]{{1,30}})?://[^\s/][^\s]{{0,500}}", re.IGNORECASE
)
_URL = re.compile(r"https?://(?:[^\s/@]{1,100}@)?([^\s/:@?#\[\]]{1,253})(?:[:/?#]\S{0,500})?", re.I)
_ADDRESS = re.compile(r"\d{1,3}(?:\.\d{1,3}){3}")
_ANYWHERE = frozenset({"0.0.0.0", "127.0.0.1", "255.255.255.255"})
_INNER_NAMES = (".internal", ".local", ".lan", ".intranet")
_NAMESPACES = ("www.w3.org", "schemas.", "xmlns.", "example.com", "example.org", "json-schema.org")
_EXPLAINING = frozenset(
    {
        "example", "examples", "description", "title", "summary", "json_schema_extra", "help",
        "openapi_extra", "responses", "doc", "docs_url", "metavar", "terms_of_service", "contact",
        "license_info", "deprecated", "pattern", "regex", "prefix",
    }
)  # fmt: skip


def kind_of(text: str, *, external: bool) -> str:
    """What a text is that belongs into settings: ``DSN``, ``address``, ``URL``; ``""`` for others.

    Args:
        text: The text.
        external: Whether addresses in the open internet count, too.
    """
    if "://" in text:
        if _DSN.fullmatch(text) and "{" not in text and "<" not in text:
            return "DSN"
        match = _URL.fullmatch(text)
        if match is None or "{" in text or "<" in text or "%s" in text:
            return ""
        host = match[1].lower()
        if host == "localhost" and ":" not in text.partition("://")[2]:
            # Nothing answers there: it stands for an address where one must be given.
            return ""
        if is_inner_host(host):
            return "URL"
        is_namespace = any(known in host for known in _NAMESPACES)
        return "URL" if external and not is_namespace else ""
    if _ADDRESS.fullmatch(text) and text not in _ANYWHERE and _is_address(text):
        return "address"
    return ""


def is_inner_host(host: str) -> bool:
    """Whether a host is this machine, or one of a private network."""
    if host == "localhost" or host.endswith(_INNER_NAMES):
        return True
    return _is_address(host) and ipaddress.ip_address(host).is_private


def _is_address(text: str) -> bool:
    try:
        ipaddress.ip_address(text)
    except ValueError:
        return False
    return True


def explains(ancestors: Sequence[cst.CSTNode]) -> bool:
    """Whether a text is there to be read or compared, not to be connected to."""
    if ancestors and isinstance(ancestors[-1], cst.Expr):
        return True
    for holder in reversed(ancestors):
        if isinstance(holder, cst.Arg) and holder.keyword is not None:
            if holder.keyword.value in _EXPLAINING:
                return True
        elif (
            isinstance(holder, cst.Comparison | cst.Assert | cst.Raise)
            or (isinstance(holder, cst.If) and _is_main_guard(holder))
            or isinstance(holder, cst.FormattedString | cst.Annotation | cst.Subscript)
        ):
            return True
    return False


def _is_main_guard(node: cst.If) -> bool:
    test = node.test
    return (
        isinstance(test, cst.Comparison)
        and isinstance(test.left, cst.Name)
        and test.left.value == "__name__"
    )

"""Code names a database, a host or an address that differs from one deployment to the next."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

import libcst as cst

from houserules.analysis.finding import Finding
from houserules.analysis.passes import UnitPass
from houserules.analysis.rule import Example, rule
from houserules.analysis.structure import dotted_name
from houserules.extractors.hardcoded_values import explains, kind_of
from houserules.extractors.models import MODELS, ModelKind
from houserules.extractors.strings import literal_string
from houserules.text.excerpt import excerpt

_TESTING = frozenset(
    {"startswith", "endswith", "replace", "removeprefix", "split", "partition", "env"}
)


@dataclass(frozen=True)
class Options:
    """Options of ``config/hardcoded-value``.

    Attributes:
        allow_external_https: Whether addresses in the open internet may stand in code.
        allow_roles: Roles of files that may hold such values.
    """

    allow_external_https: bool = True
    allow_roles: tuple[str, ...] = ("config", "test", "conftest", "migration")


@rule(
    id="config/hardcoded-value",
    on=(cst.SimpleString,),
    requires=(MODELS,),
    options=Options,
    message="{kind} `{value}` is hard-coded; it belongs into the settings",
    why="The same code runs on a laptop and in production; what differs between them is said "
    "outside of it.",
    allow_when="The address is part of a protocol, and never another one.",
    examples=[
        Example(
            "from sqlalchemy.ext.asyncio import create_async_engine\n\n"
            'engine = create_async_engine("postgresql+asyncpg://db.internal/app")'
            "  # want: DSN `postgresql+asyncpg://db.internal/app` is hard-coded;"
            " it belongs into the settings\n"
        ),
        Example(
            "from app.config import get_settings\n\n"
            'BASE = "https://api.stripe.com/v1"\n'
            "engine = create_async_engine(get_settings().database_url)\n"
        ),
    ],
)
def hardcoded_value(p: UnitPass, node: cst.SimpleString) -> Iterator[Finding]:
    """Report the text."""
    written = node.value
    if "." not in written and "://" not in written:
        return
    if len(written) > 300 or p.module.role in p.options.allow_roles:
        return
    parent = p.ancestors[-1] if p.ancestors else None
    if isinstance(parent, cst.ConcatenatedString | cst.DictElement) and (
        isinstance(parent, cst.ConcatenatedString) or parent.key is node
    ):
        return
    text = literal_string(node)
    kind = kind_of(text, external=not p.options.allow_external_https) if text else ""
    if not kind or text is None or explains(p.ancestors) or _is_compared_or_read(p):
        return
    if p.class_path and p.lookup(MODELS, ".".join(p.class_path)) is ModelKind.SETTINGS:
        return
    if kind == "address" and _is_version(p):
        return
    yield p.finding(node, kind=kind, value=excerpt(_without_password(text), 40))


def _is_compared_or_read(p: UnitPass) -> bool:
    """Whether the text is the default of a variable, or what another text is held against."""
    for call in reversed(p.ancestors):
        if isinstance(call, cst.Call):
            name = dotted_name(call.func)
            if name.rpartition(".")[2] in _TESTING or "environ" in name or "getenv" in name:
                return True
    return False


def _is_version(p: UnitPass) -> bool:
    return any(
        "version" in part.value.lower()
        for holder in p.ancestors
        if isinstance(holder, cst.Assign)
        for target in holder.targets
        if isinstance(part := target.target, cst.Name)
    )


def _without_password(text: str) -> str:
    scheme, mark, rest = text.partition("://")
    user, at, place = rest.rpartition("@")
    return f"{scheme}{mark}{user.partition(':')[0]}{at}{place}" if at else text

"""An engine has no explicit pool settings."""

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
from houserules.extractors.kept_values import is_local_value
from houserules.extractors.qualified_names import resolves_to
from houserules.extractors.sqlalchemy_names import CREATE_ASYNC_ENGINE, CREATE_ENGINE
from houserules.extractors.strings import argument, literal_string
from houserules.transforms.call_keywords import add_keywords

_VALUES = {"pool_size": "10", "max_overflow": "20", "pool_pre_ping": "True"}
_EXEMPT = frozenset({Role.TEST, Role.CONFTEST, Role.MIGRATION, Role.SCRIPT})
REASON = "the pool is another size; the database must allow as many connections"


@dataclass(frozen=True)
class Options:
    """Options of ``sqlalchemy/engine-pool``.

    Attributes:
        required: The keywords that every engine states.
    """

    required: tuple[str, ...] = ("pool_size", "max_overflow", "pool_pre_ping")


@rule(
    id="sqlalchemy/engine-pool",
    on=(cst.Call,),
    requires=(BINDINGS,),
    options=Options,
    fixes=(add_keywords,),
    message="engine without {missing}",
    why="The defaults allow five connections and hand out those that the database closed long ago.",
    allow_when="A proxy pools the connections, and the engine is told so.",
    examples=[
        Example(
            "from sqlalchemy.ext.asyncio import create_async_engine\n\n"
            "from app.config import url\n\n"
            "engine = create_async_engine(url, pool_size=5)"
            "  # want: engine without `max_overflow`, `pool_pre_ping` "
            "# at: create_async_engine(url, pool_size=5)\n",
            fixed="from sqlalchemy.ext.asyncio import create_async_engine\n\n"
            "from app.config import url\n\n"
            "engine = create_async_engine(url, pool_size=5, max_overflow=20, pool_pre_ping=True)\n",
        ),
        Example(
            "from sqlalchemy import create_engine\n\n"
            "from app.config import url\n\n"
            "engine = create_engine(url)  # want: engine without `pool_recycle` # at: create_engine(url)\n",
            options=(("required", ["pool_recycle"]),),
        ),
    ],
)
def engine_pool(p: UnitPass, node: cst.Call) -> Iterator[Finding]:
    """Report engines that lack keywords of the pool."""
    if p.module.role in _EXEMPT or any(arg.star for arg in node.args):
        return
    if resolves_to(p, node.func, CREATE_ASYNC_ENGINE | CREATE_ENGINE) is None:
        return
    if argument(node, "poolclass") is not None or argument(node, "creator") is not None:
        return
    if is_local_value(p, node):
        return
    url = argument(node, "url", 0)
    if url is None or argument(node, "pool") is not None or _is_sqlite(url.value):
        return
    missing = [name for name in p.options.required if argument(node, name) is None]
    if not missing:
        return
    keywords = tuple(f"{name}={_VALUES[name]}" for name in missing if name in _VALUES)
    fix = None
    if len(keywords) == len(missing):
        fix = add_keywords.at(node, title="State the pool", reason=REASON, keywords=keywords)
    yield p.finding(node, fix=fix, missing=", ".join(f"`{name}`" for name in missing)[:60])


def _is_sqlite(url: cst.BaseExpression) -> bool:
    """Whether the pool of a file, or of a name that says so, is none of the application's."""
    if isinstance(url, cst.FormattedString):
        first = url.parts[0] if url.parts else None
        return isinstance(first, cst.FormattedStringText) and first.value.startswith("sqlite")
    return (literal_string(url) or dotted_name(url).rpartition(".")[2]).lower().startswith("sqlite")

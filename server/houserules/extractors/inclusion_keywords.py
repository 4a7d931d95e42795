"""What modules give to ``include_router`` beside the router."""

from __future__ import annotations

from collections.abc import Hashable, Iterator

from houserules.analysis.extractor import Reader
from houserules.analysis.project import fact, in_module
from houserules.analysis.structure import UnitView
from houserules.analysis.walk import descendants
from houserules.extractors.inclusions import is_inclusion
from houserules.extractors.project_routes import ROUTER_USERS


def _keywords(view: UnitView) -> Iterator[tuple[Hashable, bool]]:
    if view.node is None or "include_router" not in view.unit.text:
        return
    seen: set[str] = set()
    for node in descendants(view.node):
        if is_inclusion(node):
            for arg in getattr(node, "args", ()):
                name = "**" if arg.star else arg.keyword.value if arg.keyword else ""
                if name and name not in seen:
                    seen.add(name)
                    yield name, True


INCLUSION_KEYWORDS = fact("inclusion-keywords", _keywords, bool)
"""Keyword → that an ``include_router`` of the module is given it; ``**`` for any."""
_OF_MODULE = in_module(INCLUSION_KEYWORDS)

INCLUSION_KEYWORD_READS = (_OF_MODULE, ROUTER_USERS)
"""What a rule that asks ``may_be_given`` must require."""


def may_be_given(reader: Reader, module: str, router: str, keyword: str) -> bool:
    """Whether a file that uses a router gives a keyword to what it includes."""
    users = {use.module for use in reader.lookup(ROUTER_USERS, (module, router))}
    return any(
        reader.lookup(_OF_MODULE, (user, name)) for user in users for name in (keyword, "**")
    )

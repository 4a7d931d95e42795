"""Whether a project limits requests, and whether it does so for all of its routes at once."""

from __future__ import annotations

from collections.abc import Hashable, Iterator

import libcst as cst

from houserules.analysis.extractor import Reader, derived
from houserules.analysis.project import everywhere, fact
from houserules.analysis.structure import UnitView, dotted_name
from houserules.analysis.walk import descendants
from houserules.extractors.strings import argument

_LIMITER = "limiter"
_ALL_ROUTES = "all-routes"
_PACKAGE = "slowapi"


def _uses(view: UnitView) -> Iterator[tuple[Hashable, bool]]:
    text = view.unit.text
    if view.node is None or not any(word in text for word in ("slowapi", "Limiter(")):
        return
    for node in descendants(view.node):
        if isinstance(node, cst.ImportFrom) and node.module is not None:
            if dotted_name(node.module).partition(".")[0] == _PACKAGE and not node.relative:
                yield _LIMITER, True
        elif isinstance(node, cst.Import):
            if any(dotted_name(n.name).partition(".")[0] == _PACKAGE for n in node.names):
                yield _LIMITER, True
        elif isinstance(node, cst.Call) and dotted_name(node.func).endswith("Limiter"):
            for name in ("default_limits", "application_limits"):
                if argument(node, name) is not None:
                    yield _ALL_ROUTES, True


LIMITER_USES = fact("limiter-uses", _uses, bool)
"""``limiter`` → imports of slowapi; ``all-routes`` → limiters with limits of their own."""
_EVERYWHERE = everywhere(LIMITER_USES)


def _limits(reader: Reader, _: str) -> bool:
    is_used = bool(reader.lookup(_EVERYWHERE, _LIMITER))
    return is_used and not reader.lookup(_EVERYWHERE, _ALL_ROUTES)


LIMITS_ROUTES = derived("limits-routes", _limits, (_EVERYWHERE,))
"""``""`` → whether the project uses slowapi, and limits routes one by one."""

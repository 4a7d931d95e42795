"""Whether a project makes an application of FastAPI."""

from __future__ import annotations

from collections.abc import Hashable, Iterator

import libcst as cst

from houserules.analysis.extractor import Reader, derived
from houserules.analysis.module import Role
from houserules.analysis.project import PROJECT_MODULES, everywhere, fact
from houserules.analysis.structure import UnitView, dotted_name
from houserules.analysis.walk import descendants
from houserules.extractors.project_symbols import MODULE_BINDINGS
from houserules.extractors.router_objects import ObjectKind, made_by

_TESTS = frozenset({Role.TEST, Role.CONFTEST})
_ANY = ""


def _makers(view: UnitView) -> Iterator[tuple[Hashable, str]]:
    if view.node is None or "FastAPI(" not in view.unit.text:
        return
    for node in descendants(view.node):
        if isinstance(node, cst.Call) and dotted_name(node.func).endswith("FastAPI"):
            yield _ANY, dotted_name(node.func)


APPLICATION_CALLS = fact("application-calls", _makers, str)
"""``""`` → the callees that may make an application, in whatever function."""
_EVERYWHERE = everywhere(APPLICATION_CALLS)


def _has(reader: Reader, _: str) -> bool:
    for module, callee in reader.lookup(_EVERYWHERE, _ANY):
        known = reader.lookup(PROJECT_MODULES, module)
        is_own = known is not None and known.role not in _TESTS
        if is_own and made_by(reader, module, callee) is ObjectKind.APPLICATION:
            return True
    return False


HAS_FASTAPI = derived("has-fastapi", _has, (_EVERYWHERE, PROJECT_MODULES, MODULE_BINDINGS))
"""``""`` → whether the project makes an application of FastAPI, tests left out."""

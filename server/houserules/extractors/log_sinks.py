"""Where logs go: sinks of loguru, and the calls that set logging up."""

from __future__ import annotations

import libcst as cst

from houserules.analysis.passes import UnitPass
from houserules.extractors.qualified_names import resolves_to
from houserules.extractors.strings import argument, literal_string

_ADD = "loguru.logger.add"
_SETTING_UP = frozenset(
    {
        _ADD, "loguru.logger.remove", "loguru.logger.configure", "structlog.configure",
        "logging.basicConfig", "logging.config.dictConfig",
    }
)  # fmt: skip
_LAST = frozenset(name.rpartition(".")[2] for name in _SETTING_UP)
_PATHS = frozenset({"pathlib.Path"})
_LIMITS = ("rotation", "retention")


def setting_up(unit: UnitPass, call: cst.Call) -> str:
    """The qualified name of a call that sets logging up, ``""`` for any other call.

    ``call`` must be the node the walk stands on; the unit must read ``BINDINGS``.
    """
    func = call.func
    if isinstance(func, cst.Attribute) and func.attr.value not in _LAST:
        return ""
    return resolves_to(unit, func, _SETTING_UP) or ""


def missing_limits(unit: UnitPass, call: cst.Call) -> tuple[str, ...]:
    """The keywords that a file sink lacks to stay small; ``call`` as for ``setting_up``."""
    if setting_up(unit, call) != _ADD or any(a.star for a in call.args):
        return ()
    if not _is_file(unit, call):
        return ()
    return tuple(name for name in _LIMITS if argument(call, name) is None)


def _is_file(unit: UnitPass, call: cst.Call) -> bool:
    sink = argument(call, "sink", 0)
    if sink is None:
        return False
    if literal_string(sink.value) is not None or isinstance(sink.value, cst.FormattedString):
        return True
    value = sink.value
    while isinstance(value, cst.BinaryOperation) and isinstance(value.operator, cst.Divide):
        value = value.left
    return isinstance(value, cst.Call) and resolves_to(unit, value.func, _PATHS) is not None

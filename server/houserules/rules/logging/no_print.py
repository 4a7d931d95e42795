"""Application code prints instead of logging."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import PurePosixPath

import libcst as cst

from houserules.analysis.finding import Finding
from houserules.analysis.module import Role
from houserules.analysis.passes import UnitPass
from houserules.analysis.ruff_code import SameAsRuff
from houserules.analysis.rule import Example, rule
from houserules.extractors.definitions import decorator_names
from houserules.extractors.main_guards import is_main_guard
from houserules.extractors.qualified_names import resolves_to
from houserules.extractors.strings import argument
from houserules.transforms.print_to_log import PRINT_READS, print_fix, print_to_log

_CODES = {"builtins.print": "T201", "pprint.pprint": "T203", "pprint.pp": ""}
_STREAMS = frozenset({"sys.stdout", "sys.stderr"})
_COMMAND_LINE = frozenset({"cli", "scripts", "tools", "commands", "bin", "examples"})
_COMMANDS = frozenset({"command", "group", "callback"})
_OWN_PURPOSE = (Role.TEST, Role.CONFTEST, Role.SCRIPT, Role.MIGRATION)


@rule(
    id="logging/no-print",
    on=(cst.Call,),
    requires=PRINT_READS,
    fixes=(print_to_log,),
    same_as_ruff=(
        SameAsRuff("T201", part="`print`"),
        SameAsRuff("T203", part="`pprint`"),
    ),
    message="`{name}` in application code; log instead",
    why="What is printed has no level, no time and no request; nobody can turn it off or find it.",
    allow_when="The program talks to a person on a terminal.",
    examples=[
        Example(
            "import logging\n\n"
            "logger = logging.getLogger(__name__)\n\n\n"
            "def load() -> None:\n"
            '    print("loaded")  # want: `print` in application code; log instead\n',
            fixed="import logging\n\n"
            "logger = logging.getLogger(__name__)\n\n\n"
            "def load() -> None:\n"
            '    logger.info("loaded")\n',
        ),
        Example('if __name__ == "__main__":\n    print("done")\n'),
    ],
)
def no_print(p: UnitPass, node: cst.Call) -> Iterator[Finding]:
    """Report prints to the standard streams outside scripts and command lines."""
    func = node.func
    name = func.attr.value if isinstance(func, cst.Attribute) else getattr(func, "value", "")
    if not isinstance(name, str) or (isinstance(func, cst.Attribute) and name[:1] != "p"):
        return
    printer = resolves_to(p, func, _CODES)
    if printer is None or _is_command_line(p):
        return
    stream = argument(node, "file") or argument(node, "stream")
    if stream is not None and resolves_to(p, stream.value, _STREAMS) is None:
        return
    yield p.finding(node.func, fix=print_fix(p, node), ruff=_CODES[printer], name=name)


def _is_command_line(p: UnitPass) -> bool:
    path = PurePosixPath(p.module.path)
    if p.module.role in _OWN_PURPOSE or path.stem == "__main__":
        return True
    if _COMMAND_LINE & {*path.parts[:-1], path.stem}:
        return True
    for holder in p.ancestors:
        if is_main_guard(holder):
            return True
        if isinstance(holder, cst.FunctionDef) and (
            holder.name.value == "main"
            or any(n.rpartition(".")[2] in _COMMANDS for n in decorator_names(holder))
        ):
            return True
    return False

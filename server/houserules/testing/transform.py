"""Checking a transform alone: before, after, and what every transform promises."""

from __future__ import annotations

import libcst as cst
from libcst.codemod import CodemodContext

from houserules.analysis.module import ModuleInfo
from houserules.fixes.transform import Transform
from houserules.transforms.codemod import COMMANDS, apply_everywhere, command_name


class TransformCheckError(AssertionError):
    """A transform does not reach what was expected, or broke a promise."""


def check_transform(
    transform: Transform,
    before: str,
    after: str | None = None,
    *,
    module: ModuleInfo | None = None,
) -> None:
    """Apply a transform at all its sites in ``before`` and compare with ``after``.

    A second run must change nothing, the same must be reached under CRLF, and through the LibCST
    command of a transform that is one of the set.

    Args:
        transform: The transform; must have ``sites``.
        before: The source of a module.
        after: What it becomes, ``None`` to expect no change.
        module: What is known of the module beside its text.

    Raises:
        TransformCheckError: Naming what does not hold.
    """
    wanted = before if after is None else after
    info = module or ModuleInfo()
    _compare(transform, "makes", apply_everywhere(transform, before, info), wanted)
    _compare(transform, "run again makes", apply_everywhere(transform, wanted, info), wanted)
    crlf = apply_everywhere(transform, before.replace("\n", "\r\n"), info)
    _compare(transform, "makes under CRLF", crlf, wanted.replace("\n", "\r\n"))
    command = COMMANDS.get(command_name(transform))
    if command is not None:
        context = CodemodContext(
            full_module_name=info.name or None,
            filename="__init__.py" if info.is_package else None,
        )
        version = ".".join(map(str, info.target_version))
        run = command(context, version, info.local_packages)
        tree = run.transform_module(cst.parse_module(before))
        _compare(transform, "makes as a codemod", tree.code, wanted)


def _compare(transform: Transform, what: str, got: str, wanted: str) -> None:
    if got != wanted:
        raise TransformCheckError(f"{transform.id} {what}\n{got}\nwanted\n{wanted}")

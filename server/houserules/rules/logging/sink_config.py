"""A loguru sink is a file that grows for ever, or is set up anywhere."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

import libcst as cst

from houserules.analysis.finding import Finding
from houserules.analysis.module import Role
from houserules.analysis.passes import UnitPass
from houserules.analysis.rule import Example, rule
from houserules.extractors.bindings import BINDINGS
from houserules.extractors.log_sinks import missing_limits, setting_up
from houserules.transforms.sink_limits import limit_sink, limits_fix


@dataclass(frozen=True)
class Options:
    """Options of ``logging/sink-config``.

    Attributes:
        rotation: When the fix starts a new file.
        retention: How long the fix keeps old files.
        module: The one file that sets logging up, ``core/logger.py``; empty for any.
    """

    rotation: str = "10 MB"
    retention: str = "7 days"
    module: str = ""


@rule(
    id="logging/sink-config",
    on=(cst.Call,),
    requires=(BINDINGS,),
    options=Options,
    fixes=(limit_sink,),
    message="file sink without {missing}",
    why="A log file that nobody turns over fills the disk.",
    allow_when="The system turns log files over.",
    examples=[
        Example(
            "from loguru import logger\n\n"
            'logger.add("jobs.log")  # want: file sink without `rotation` and `retention`\n',
            fixed="from loguru import logger\n\n"
            'logger.add("jobs.log", rotation="10 MB", retention="7 days")\n',
        ),
        Example(
            "from loguru import logger\n\n"
            "logger.remove()  # want: logging is set up in `core/logger.py` only\n",
            options=(("module", "core/logger.py"),),
        ),
    ],
)
def sink_config(p: UnitPass, node: cst.Call) -> Iterator[Finding]:
    """Report file sinks that grow for ever, and logging that is set up beside its module."""
    if not setting_up(p, node) or p.module.role in (Role.TEST, Role.CONFTEST):
        return
    home: str = p.options.module
    if home and not f"/{p.module.path}".endswith(f"/{home}") and p.module.role is not Role.MAIN:
        yield p.finding(node.func, message="logging is set up in `{module}` only", module=home)
    missing = missing_limits(p, node)
    if missing:
        fix = limits_fix(node, p.options.rotation, p.options.retention)
        said = " and ".join(f"`{name}`" for name in missing)
        yield p.finding(node.func, fix=fix, missing=said)

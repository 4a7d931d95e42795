"""Checking a file before anybody knows what the other files of its project hold.

One analysis then serves twice: it gives the facts of the file, and its rules run later, when they
can be answered.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Any

from houserules.analysis.engine import ModuleAnalysis
from houserules.syntax.cache import ScanCache
from houserules.workspace.file_report import FileReport

if TYPE_CHECKING:
    from houserules.workspace.index.on_demand import Deferred

Facts = dict[str, dict[str, list[Any]]]


@dataclass(frozen=True, slots=True)
class Unanswered:
    """An analysis whose rules may ask for facts nobody has; its trees are dropped meanwhile.

    Attributes:
        analysis: The analysis.
        trees: Its parsed units.
        project: What it asks.
        report: Makes the report of the finished analysis.
    """

    analysis: ModuleAnalysis
    trees: ScanCache
    project: Deferred
    report: Callable[[], FileReport]

    @property
    def characters(self) -> int:
        """The length of the text, which the memory it takes grows with."""
        return len(self.analysis.text)

    def finish(self) -> FileReport:
        """Run the rules, now that the facts of all files are known."""
        self.project.take_up()
        self.analysis.run()
        report = self.report()
        self.trees.clear()
        if not self.project.asked:
            return report
        return replace(report, asked_project=True, reads=self.project.reads_of(self.analysis))


@dataclass(frozen=True, slots=True)
class StartedCheck:
    """What one analysis of a file came to.

    Attributes:
        facts: What other files may know of it; ``None`` where it gives no facts.
        report: What was found, if no rule looks at other files.
        unanswered: How to go on where one does.
    """

    facts: Facts | None
    report: FileReport | None = None
    unanswered: Unanswered | None = None

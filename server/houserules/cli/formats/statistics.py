"""How often each rule was broken, the most frequent first."""

from __future__ import annotations

from collections import Counter

import click

from houserules.cli.formats.text_format import summary
from houserules.cli.report import Report


def render(report: Report, *, colour: bool) -> str:
    """A line per rule and the summary."""
    counts = Counter(finding.rule for finding in report.findings)
    width = max((len(str(count)) for count in counts.values()), default=0)
    ordered = sorted(counts.items(), key=lambda item: (-item[1], item[0]))
    lines = [f"{count:>{width}}  {rule}" for rule, count in ordered]
    text = "\n".join([*lines, summary(report)]) + "\n"
    return text if colour else click.unstyle(text)

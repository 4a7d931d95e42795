"""A Code Quality report, which GitLab compares from commit to commit."""

from __future__ import annotations

import json
from hashlib import blake2b
from typing import Any

from houserules.analysis.severity import Severity
from houserules.cli.formats.identity import identities
from houserules.cli.report import Listed, Report, Trouble

_SEVERITIES = {
    Severity.ERROR: "critical",
    Severity.WARNING: "major",
    Severity.INFORMATION: "minor",
    Severity.HINT: "info",
}
_ERROR = "houserules/error"


def render(report: Report, *, colour: bool) -> str:
    """One object per finding and per error."""
    del colour
    issues = [
        _issue(finding, name)
        for finding, name in zip(report.findings, identities(report.findings), strict=True)
    ]
    issues += [_trouble(error, number) for number, error in enumerate(report.errors)]
    return json.dumps(issues, indent=2) + "\n"


def _issue(finding: Listed, fingerprint: str) -> dict[str, Any]:
    return {
        "description": finding.message,
        "check_name": finding.rule,
        "fingerprint": fingerprint,
        "severity": _SEVERITIES[finding.severity],
        "location": {"path": finding.file, "lines": {"begin": finding.line}},
    }


def _trouble(error: Trouble, number: int) -> dict[str, Any]:
    recipe = "\0".join((_ERROR, error.file, error.message, str(number)))
    return {
        "description": error.message,
        "check_name": _ERROR,
        "fingerprint": blake2b(recipe.encode("utf-8", "surrogatepass"), digest_size=16).hexdigest(),
        "severity": "blocker",
        "location": {"path": error.file, "lines": {"begin": error.line or 1}},
    }

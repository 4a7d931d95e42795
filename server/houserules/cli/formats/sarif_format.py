"""SARIF 2.1.0 (OASIS): what code scanning services read."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import Any
from urllib.parse import quote

from houserules import __version__, pages
from houserules.analysis.severity import Severity
from houserules.cli.formats.identity import identities
from houserules.cli.printable import printable_json
from houserules.cli.report import Listed, ListedEdit, ListedFix, Report, Trouble
from houserules.workspace.catalog import rule_catalog

_SCHEMA = "https://json.schemastore.org/sarif-2.1.0.json"
_LEVELS = {
    Severity.ERROR: "error",
    Severity.WARNING: "warning",
    Severity.INFORMATION: "note",
    Severity.HINT: "note",
}


def render(report: Report, *, colour: bool) -> str:
    """The report as one SARIF run."""
    del colour
    ids = sorted({finding.rule for finding in report.findings})
    run = {
        "tool": {
            "driver": {
                "name": "houserules",
                "version": __version__,
                "rules": [_rule(rule_id) for rule_id in ids],
            }
        },
        "columnKind": "unicodeCodePoints",
        "invocations": [
            {
                "executionSuccessful": not report.errors,
                "toolExecutionNotifications": [_trouble(error) for error in report.errors],
            }
        ],
        "results": [
            _result(finding, ids, name)
            for finding, name in zip(report.findings, identities(report.findings), strict=True)
        ],
    }
    log = {"$schema": _SCHEMA, "version": "2.1.0", "runs": [run]}
    return printable_json(log, indent=2) + "\n"


def _rule(rule_id: str) -> dict[str, Any]:
    descriptor: dict[str, Any] = {"id": rule_id}
    rule = rule_catalog().by_id.get(rule_id)
    if rule is not None:
        descriptor["shortDescription"] = {"text": rule.title}
        descriptor["fullDescription"] = {"text": rule.why}
        descriptor["defaultConfiguration"] = {"level": _LEVELS[rule.severity]}
    text = pages.page(rule_id)
    if text is not None:
        descriptor["help"] = {"text": text, "markdown": text}
    return descriptor


def _result(finding: Listed, ids: list[str], identity: str) -> dict[str, Any]:
    region = _region(finding.line, finding.column, finding.end_line, finding.end_column)
    result: dict[str, Any] = {
        "ruleId": finding.rule,
        "ruleIndex": ids.index(finding.rule),
        "level": _LEVELS[finding.severity],
        "message": {"text": finding.message},
        "locations": [
            {"physicalLocation": {"artifactLocation": _artifact(finding.file), "region": region}}
        ],
        "partialFingerprints": {"houserules/v1": identity},
    }
    changes = list(_changes(finding.file, finding.fix)) if finding.fix is not None else []
    if finding.fix is not None and changes:
        result["fixes"] = [{"description": {"text": finding.fix.title}, "artifactChanges": changes}]
    return result


def _changes(file: str, fix: ListedFix) -> Iterator[dict[str, Any]]:
    """The changes of a fix by file; none of one that makes or renames files, which SARIF cannot."""
    if fix.edits:
        yield _change(file, fix.edits)
    several = fix.project_edits
    if several is not None and not (several.created or several.renamed):
        for changed in several.files:
            yield _change(changed.file, changed.edits)


def _change(file: str, edits: Iterable[ListedEdit]) -> dict[str, Any]:
    replacements = [
        {
            "deletedRegion": _region(edit.line, edit.column, edit.end_line, edit.end_column),
            "insertedContent": {"text": edit.text},
        }
        for edit in edits
    ]
    return {"artifactLocation": _artifact(file), "replacements": replacements}


def _trouble(error: Trouble) -> dict[str, Any]:
    place: dict[str, Any] = {"artifactLocation": _artifact(error.file)}
    if error.line is not None:
        place["region"] = {"startLine": error.line}
    return {
        "level": "error",
        "message": {"text": error.message},
        "locations": [{"physicalLocation": place}],
    }


def _artifact(file: str) -> dict[str, str]:
    if Path(file).is_absolute():
        return {"uri": Path(file).as_uri()}
    # A relative reference (RFC 3986) may not have a colon in its first segment.
    uri = quote(file, safe="/:@!$&'()*+,;=~", errors="surrogateescape")
    return {"uri": f"./{uri}" if ":" in uri.partition("/")[0] else uri}


def _region(line: int, column: int, end_line: int, end_column: int) -> dict[str, int]:
    return {
        "startLine": line,
        "startColumn": column,
        "endLine": end_line,
        "endColumn": end_column,
    }

"""JUnit XML: a suite per file, a failed test per finding; a clean run is one test that passed."""

from __future__ import annotations

import re
from collections.abc import Sequence
from itertools import groupby
from xml.etree import ElementTree

from houserules.cli.report import Listed, Report, Trouble

# What XML 1.0 (section 2.2) has no way to write.
_NO_CHARACTER = re.compile("[^\t\n\r\x20-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")


def render(report: Report, *, colour: bool) -> str:
    """The report as one XML document."""
    del colour
    suites = ElementTree.Element("testsuites", name="houserules")
    _count(suites, len(report.findings), len(report.errors))
    suites.set("time", f"{report.seconds:.3f}")
    for file, findings in groupby(report.findings, key=lambda finding: finding.file):
        _add_findings(suites, file, list(findings))
    for file, errors in groupby(report.errors, key=lambda error: error.file):
        _add_errors(suites, file, list(errors))
    if len(suites) == 0:
        suites.set("tests", "1")
        suite = ElementTree.SubElement(suites, "testsuite", name="houserules", tests="1")
        suite.set("failures", "0")
        suite.set("errors", "0")
        ElementTree.SubElement(suite, "testcase", name="no findings", classname="houserules")
    ElementTree.indent(suites)
    text = ElementTree.tostring(suites, encoding="unicode")
    return f'<?xml version="1.0" encoding="UTF-8"?>\n{text}\n'


def _add_findings(suites: ElementTree.Element, file: str, findings: Sequence[Listed]) -> None:
    suite = ElementTree.SubElement(suites, "testsuite", name=_plain(file))
    _count(suite, len(findings), 0)
    for finding in findings:
        place = f"{finding.line}:{finding.column}"
        case = _case(suite, f"{finding.rule} {place}", file, finding.line)
        failure = ElementTree.SubElement(case, "failure", type=finding.severity.label)
        failure.set("message", _plain(finding.message))
        failure.text = _plain(f"{file}:{place}: {finding.rule} {finding.message}")


def _add_errors(suites: ElementTree.Element, file: str, errors: Sequence[Trouble]) -> None:
    suite = ElementTree.SubElement(suites, "testsuite", name=_plain(file))
    _count(suite, 0, len(errors))
    for error in errors:
        case = _case(suite, "check", file, error.line or 1)
        entry = ElementTree.SubElement(case, "error", type="error", message=_plain(error.message))
        place = file if error.line is None else f"{file}:{error.line}"
        entry.text = _plain(f"{place}: {error.message}")


def _case(suite: ElementTree.Element, name: str, file: str, line: int) -> ElementTree.Element:
    case = ElementTree.SubElement(suite, "testcase", name=_plain(name), classname=_plain(file))
    case.set("file", _plain(file))
    case.set("line", str(line))
    return case


def _count(element: ElementTree.Element, failures: int, errors: int) -> None:
    element.set("tests", str(failures + errors))
    element.set("failures", str(failures))
    element.set("errors", str(errors))


def _plain(text: str) -> str:
    return _NO_CHARACTER.sub("\ufffd", text)

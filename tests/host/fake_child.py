"""A host process for tests: words stand for findings and faults, blank lines end a unit.

Run as a script it is a host; `FakeService` is also used in-process.

    bad       a finding with a safe fix (`good`)
    risky     a finding with an unsafe fix (`sure`)
    plain     a finding without a fix, with related information
    SLOW      its unit takes 0.3 s      HANG   its unit never ends
    SLOWISH   its unit takes 0.1 s
    CRASH     its unit kills the process      RAISE  its unit raises
    PRINT     its unit prints to stdout
    LIE       the first report of a text is wrong      LIES  every report is
"""

from __future__ import annotations

import hashlib
import os
import re
import signal
import sys
import time
from collections.abc import Callable
from typing import Any

Message = dict[str, Any]

_WORD = re.compile(r"\b(bad|risky|plain)\b")
_SEVERITY = {"bad": 2, "risky": 3, "plain": 4}
_PARTIAL_SECONDS = 0.05


def units_of(text: str) -> list[str]:
    """Cut after each run of blank lines."""
    return re.findall(r"(?:[^\n]*\n)*?(?:[^\n]*\n)(?:[ \t]*\n)+|[\s\S]+?\Z", text)


def fingerprint(unit: str) -> str:
    return hashlib.md5(unit.encode("utf-8", "surrogatepass")).hexdigest()[:16]


def findings_of(unit: str) -> list[Message]:
    found: list[Message] = []
    counts: dict[str, int] = {}
    ends = unit + "\n"
    for match in _WORD.finditer(unit):
        word = match.group()
        line = unit[unit.rfind("\n", 0, match.start()) + 1 : ends.find("\n", match.end())]
        if f"ignore[test/{word}]" in line:
            continue
        nth = counts[word] = counts.get(word, -1) + 1
        finding: Message = {
            "span": list(match.span()),
            "rule": f"test/{word}",
            "message": f"`{word}` is 100% wrong",
            "severity": _SEVERITY[word],
            "tags": [1] if word == "plain" else [],
            "related": [{"span": [0, 1], "message": "here"}] if word == "plain" else [],
            "fix": None,
        }
        if word != "plain":
            finding["fix"] = {
                "title": "Write `good`" if word == "bad" else "Write `sure`",
                "safety": "safe" if word == "bad" else "unsafe",
                "reach": "statement",
                "reason": None if word == "bad" else "the meaning may change",
                "nth": nth,
            }
        found.append(finding)
    return found


class FakeDocument:
    def __init__(self, params: Message) -> None:
        self.version = params["version"]
        self.text = params["text"]
        self.sent: list[tuple[str, bool]] = []
        self.dirty = True
        self.started = 0.0


class FakeService:
    """Keeps what it was told in `configured`, `closed` and `changed`."""

    def __init__(self, breadcrumb: Callable[[str], None] = lambda unit: None) -> None:
        self._breadcrumb = breadcrumb
        self.documents: dict[str, FakeDocument] = {}
        self.poisoned: set[str] = set()
        self.memo: dict[str, list[Message]] = {}
        self.configured: list[Message] = []
        self.changed: list[str] = []
        self.restated = 0
        self.lied: set[str] = set()

    def handle(self, message: Message) -> list[Message]:
        params = message.get("params", {})
        method = message["method"]
        if "id" in message:
            try:
                return [{"id": message["id"], "result": getattr(self, method)(params)}]
            except LookupError as error:
                refusal = {"code": error.args[0], "message": method}
                return [{"id": message["id"], "error": refusal}]
        return getattr(self, "on_" + method)(params) or []

    def step(self, should_yield: Callable[[], bool]) -> list[Message] | None:
        for uri, document in self.documents.items():
            if document.dirty:
                return self._step(uri, document, should_yield)
        return None

    def _step(
        self, uri: str, document: FakeDocument, should_yield: Callable[[], bool]
    ) -> list[Message]:
        document.started = document.started or time.monotonic()
        units = units_of(document.text)
        for unit in units:
            if unit not in self.memo:
                self.memo[unit] = self._analyse(unit)
                if should_yield():
                    return []
                if time.monotonic() - document.started > _PARTIAL_SECONDS:
                    return [self._report(uri, document, units)]
        document.dirty = False
        document.started = 0.0
        return [self._report(uri, document, units)]

    def _analyse(self, unit: str) -> list[Message]:
        key = fingerprint(unit)
        if key in self.poisoned:
            return []
        self._breadcrumb(key)
        if "SLOW" in unit:
            time.sleep(0.1 if "SLOWISH" in unit else 0.3)
        if "PRINT" in unit:
            print("a stray line")
        if "HANG" in unit:
            time.sleep(600)
        if "CRASH" in unit:
            os.kill(os.getpid(), signal.SIGSEGV)
            time.sleep(600)
        if "RAISE" in unit:
            raise ValueError(unit)
        return findings_of(unit)

    def _report(self, uri: str, document: FakeDocument, units: list[str]) -> Message:
        now = [(unit, unit in self.memo) for unit in units]
        before, document.sent = document.sent, now
        start = 0
        while start < min(len(before), len(now)) and before[start] == now[start]:
            start += 1
        end = 0
        while end < min(len(before), len(now)) - start and before[-1 - end] == now[-1 - end]:
            end += 1
        blocks = [
            [len(unit), unit.count("\n"), fingerprint(unit), self.memo.get(unit, [])]
            for unit, _ in now[start : len(now) - end]
        ]
        if blocks and (
            "LIES" in document.text or ("LIE" in document.text and uri not in self.lied)
        ):
            self.lied.add(uri)
            blocks[0][0] += 1
        splices = [[start, len(before) - start - end, blocks]]
        params = {
            "uri": uri,
            "version": document.version,
            "splices": splices,
            "done": not document.dirty,
            "failures": [],
        }
        return {"method": "report", "params": params}

    def on_configure(self, params: Message) -> list[Message]:
        self.configured.append(params)
        self.poisoned = set(params["poisoned"])
        problems = []
        if params["editor"]["profile"] == "wrong":
            problems = [
                {
                    "line": 0,
                    "column": 0,
                    "end_line": 0,
                    "end_column": 4,
                    "message": "unknown profile",
                    "severity": 1,
                }
            ]
        return [
            {
                "method": "settings_report",
                "params": {"path": folder + os.sep + "pyproject.toml", "problems": problems},
            }
            for folder in params["folders"]
        ]

    def on_open(self, params: Message) -> None:
        self.documents[params["uri"]] = FakeDocument(params)

    def on_edit(self, params: Message) -> None:
        document = self.documents[params["uri"]]
        for start, end, text in params["edits"]:
            document.text = document.text[:start] + text + document.text[end:]
        document.version = params["version"]
        document.dirty = True

    def on_close(self, params: Message) -> None:
        del self.documents[params["uri"]]

    def on_files_changed(self, params: Message) -> None:
        self.changed += params["paths"]

    def on_restate(self, params: Message) -> None:
        del params
        self.restated += 1

    def resolve_fix(self, params: Message) -> Message:
        document = self.documents[params["uri"]]
        start = 0
        for index, unit in enumerate(units_of(document.text)):
            if fingerprint(unit) == params["unit"] and index == params["index"]:
                word = params["rule"].removeprefix("test/")
                matches = list(re.finditer(rf"\b{word}\b", unit))
                first, last = matches[params["nth"]].span()
                text = {"bad": "good", "risky": "sure"}[word]
                edits = [[start + first, start + last, text]]
                return {"version": document.version, "edits": edits, "title": "", "other": []}
            start += len(unit)
        raise LookupError("content_modified")

    def fix_all(self, params: Message) -> Message:
        document = self.documents[params["uri"]]
        matches = re.finditer(r"\bbad\b", document.text)
        edits = [[m.start(), m.end(), "good"] for m in matches]
        return {"version": document.version, "edits": edits}

    def ignore_edits(self, params: Message) -> Message:
        document = self.documents[params["uri"]]
        rule = params["rule"]
        if params["whole_file"]:
            edits = [[0, 0, f"# houserules: ignore-file[{rule}]\n"]]
        else:
            end = document.text.find("\n", params["offset"])
            end = len(document.text) if end < 0 else end
            edits = [[end, end, f"  # houserules: ignore[{rule}]"]]
        return {"version": document.version, "edits": edits}

    def status(self, params: Message) -> Message:
        del params
        return {
            "documents": len(self.documents),
            "configured": self.configured,
            "changed": self.changed,
            "restated": self.restated,
        }

    def debug(self, params: Message) -> Message:
        return {"version": self.documents[params["uri"]].version}

    def write_profile(self, params: Message) -> Message:
        return {"path": os.path.join(params["folder"], "houserules.toml")}


if __name__ == "__main__":
    from houserules.host.child import run

    run(lambda breadcrumb, wake: FakeService(breadcrumb), sys.argv[1])

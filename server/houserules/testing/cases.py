"""Cases of a rule: its examples, and the long tail in a Markdown file.

A Markdown file holds one case under each heading: a ``python`` block with marks, optionally a
``python fixed`` block with what the rule's fixes reach, and a ``toml`` block with ``path``,
``[options]``, ``[conventions]``, ``target-version``, ``lines`` (expected findings as
``"line: message"`` where a mark cannot stand), ``reasons`` (why the fixes, in order, are not safe).
Files beside the case are blocks with a path, as in
``python app/database.py`` or ``text .env.example``; with ``fixed`` behind it, what the fix makes of
them.
"""

from __future__ import annotations

import re
import tomllib
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from markdown_it import MarkdownIt

from houserules.analysis.rule import Example, Rule
from houserules.testing.marks import Mark, take_marks

_PATH = re.compile(r"(?:python|text|toml) (?!fixed$)[^ ]+(?: fixed)?")


@dataclass(frozen=True, slots=True)
class Case:
    """Code with what a rule is expected to say of it.

    Attributes:
        title: What the case shows.
        code: The code, marks taken off.
        marks: The expected findings.
        fixed: What applying every fix of the rule reaches, ``None`` to expect no change.
        options: Option values as in settings.
        conventions: ``[conventions]`` in force.
        path: Where the file stands.
        target_version: The oldest Python of the project.
        files: The files beside it, by relative path.
        fixed_files: What the fix makes of other files, by path; ``""`` for one that is gone.
        reasons: The reasons that the fixes give, in order; ``None`` where the case does not care.
    """

    title: str
    code: str
    marks: tuple[Mark, ...]
    fixed: str | None = None
    options: Mapping[str, Any] = field(default_factory=dict[str, Any])
    conventions: Mapping[str, Any] = field(default_factory=dict[str, Any])
    path: str = "app/example.py"
    target_version: tuple[int, int] = (3, 12)
    files: Mapping[str, str] = field(default_factory=dict[str, str])
    fixed_files: Mapping[str, str] = field(default_factory=dict[str, str])
    reasons: tuple[str, ...] | None = None


class CaseFileError(ValueError):
    """A case file that cannot be read; says which heading and why."""


def example_cases(rule: Rule) -> Iterator[Case]:
    """The examples of a rule as cases."""
    for number, example in enumerate(rule.examples, start=1):
        yield _of_example(f"example {number}", example)


def _of_example(title: str, example: Example) -> Case:
    code, marks = take_marks(example.code)
    return Case(
        title=title,
        code=code,
        marks=marks,
        fixed=example.fixed,
        options=dict(example.options),
        conventions=dict(example.conventions),
        path=example.path,
        files=dict(example.files),
        fixed_files=dict(example.fixed_files),
    )


def file_cases(path: Path) -> Iterator[Case]:
    """The cases of a Markdown file.

    Raises:
        CaseFileError: For a heading without a ``python`` block, or settings that do not parse.
    """
    title = ""
    blocks: dict[str, str] = {}
    for token in MarkdownIt().parse(path.read_text(encoding="utf-8")):
        if token.type == "heading_open":
            if blocks:
                yield _of_blocks(path, title, blocks)
            blocks = {}
            title = ""
        elif token.type == "inline" and not title:
            title = token.content
        elif token.type == "fence":
            blocks[" ".join(token.info.split())] = token.content
    if blocks:
        yield _of_blocks(path, title, blocks)


def _of_blocks(path: Path, title: str, blocks: Mapping[str, str]) -> Case:
    where = f"{path.name}: {title}"
    beside = {info: text for info, text in blocks.items() if _PATH.fullmatch(info)}
    unknown = blocks.keys() - {"python", "python fixed", "toml"} - beside.keys()
    if "python" not in blocks or unknown:
        raise CaseFileError(f"{where}: needs a `python` block, knows no {sorted(unknown)}")
    try:
        settings = tomllib.loads(blocks.get("toml", ""))
    except tomllib.TOMLDecodeError as error:
        raise CaseFileError(f"{where}: {error}") from error
    known = {"options", "conventions", "path", "target-version", "lines", "reasons"}
    if settings.keys() - known:
        raise CaseFileError(f"{where}: unknown keys {sorted(settings.keys() - known)}")
    code, marks = take_marks(blocks["python"])
    for line in settings.get("lines", ()):
        number, _, message = line.partition(": ")
        marks = (*marks, Mark(int(number), message))
    version = settings.get("target-version", "py312").removeprefix("py")
    return Case(
        title=title,
        code=code,
        marks=tuple(sorted(marks, key=lambda m: m.line)),
        fixed=blocks.get("python fixed"),
        options=settings.get("options", {}),
        conventions=settings.get("conventions", {}),
        path=settings.get("path", "app/example.py"),
        target_version=(int(version[0]), int(version[1:])),
        files={_path(info): text for info, text in beside.items() if not info.endswith(" fixed")},
        fixed_files={_path(info): text for info, text in beside.items() if info.endswith(" fixed")},
        reasons=tuple(settings["reasons"]) if "reasons" in settings else None,
    )


def _path(info: str) -> str:
    return info.split(" ")[1]

"""Generating the rules' pages from their metadata; a test fails when a page is stale.

``python -m houserules.testing.pages`` writes them, and the index in ``docs/rules.md`` when it is
run in the repository.
"""

from __future__ import annotations

import dataclasses
import re
from collections.abc import Iterable, Mapping
from importlib import resources
from itertools import zip_longest
from pathlib import Path
from typing import Any, cast

from houserules.analysis.rule import Example, Rule
from houserules.analysis.suppression import UNKNOWN_RULE, UNUSED_IGNORE
from houserules.profiles import load_profiles
from houserules.rules import RULES
from houserules.settings.conventions import FOLLOWING
from houserules.settings.load import load_settings
from houserules.settings.model import SettingsLayer
from houserules.settings.schema import plain
from houserules.workspace.catalog import rule_catalog

COMMAND = "make generate"
_ATTRIBUTES = re.compile(r"^ {8}(\w+): (.*(?:\n {12}.*)*)", re.MULTILINE)
_ATTRIBUTES_AT_MARGIN = re.compile(r"^ {4}(\w+): (.*(?:\n {8}.*)*)", re.MULTILINE)


def pages() -> Mapping[str, str]:
    """Every page by the path below the package ``pages``."""
    found = {f"{rule.id}.md": page_of(rule) for rule in RULES}
    found[f"{UNUSED_IGNORE}.md"] = _UNUSED_IGNORE_PAGE
    found[f"{UNKNOWN_RULE}.md"] = _UNKNOWN_RULE_PAGE
    return found


def page_of(rule: Rule) -> str:
    """The page of one rule: what, why, example, fix, options, when to allow it."""
    parts = [f"# {rule.id}", rule.title, f"## Why\n\n{rule.why}"]
    for example in rule.examples:
        parts.append(_example(example))
    parts.append(_fixes(rule))
    if rule.options is not None:
        parts.append(_options(rule))
    followed = (*rule.reads, *(key for _, key in FOLLOWING.get(rule.id, ())))
    if followed:
        names = ", ".join(f"`{name}`" for name in dict.fromkeys(followed))
        parts.append(f"## Conventions\n\nFollows the shared settings {names}.")
    if rule.allow_when:
        parts.append(f"## When to allow it\n\n{rule.allow_when}")
    parts.append(
        "To allow it on one line, end the line with "
        f"`# houserules: ignore[{rule.id}]`; in a whole file, write "
        f"`# houserules: ignore-file[{rule.id}]` at its top."
    )
    if rule.same_as_ruff:
        codes = ", ".join(
            f"`{same.code}`" + (f" ({same.part})" if same.part else "")
            for same in rule.same_as_ruff
        )
        parts.append(
            f"Ruff says the same with {codes}; where a project's ruff settings select a code and "
            "want it the same way, it is left to ruff (`defer-to-ruff`)."
        )
    parts.append(f"Default severity: {rule.severity.label}. Since {rule.since}.")
    return "\n\n".join(parts) + "\n"


def _example(example: Example) -> str:
    settings = [*_settings_lines(example)]
    shown = "```toml\n" + "\n".join(settings) + "\n```\n\n" if settings else ""
    code = f"```python\n{example.code.rstrip()}\n```"
    if "# want: " not in example.code:
        return f"## Nothing is reported\n\n{shown}{code}"
    code = code.replace("# want: ", "# ")
    if example.fixed is None:
        return f"## Example\n\n{shown}{code}"
    return f"## Example\n\n{shown}{code}\n\nFixed:\n\n```python\n{example.fixed.rstrip()}\n```"


def _settings_lines(example: Example) -> Iterable[str]:
    for name, values in (("options", example.options), ("conventions", example.conventions)):
        for key, value in values:
            yield f"{name}.{key} = {_toml(value)}"


def _fixes(rule: Rule) -> str:
    if not rule.fixes:
        return "## Fix\n\nThere is none: what to write instead is for a human to decide."
    lines = [
        f"- {_title(transform.title)} ({transform.safety}, edits at most the {transform.reach})"
        for transform in rule.fixes
    ]
    return "## Fix\n\n" + "\n".join(lines)


def _title(template: str) -> str:
    """The title of a fix with ``<name>`` for what the code decides, as code."""
    words = re.sub(r"\{(\w+)\}", r"<\1>", template).split("`")
    outside = [re.sub(r"(<\w+>)", r"`\1`", part) for part in words[::2]]
    inside = [f"`{part}`" for part in words[1::2]]
    return "".join(part for pair in zip_longest(outside, inside, fillvalue="") for part in pair)


def _options(rule: Rule) -> str:
    assert rule.options is not None
    doc = rule.options.__doc__ or ""
    told = {
        name: " ".join(text.split())
        for name, text in (*_ATTRIBUTES.findall(doc), *_ATTRIBUTES_AT_MARGIN.findall(doc))
    }
    defaults = rule.options()
    lines = [f'```toml\n[tool.houserules.rules."{rule.id}"]']
    for field in dataclasses.fields(rule.options):
        lines.append(f"{field.name} = {_toml(getattr(defaults, field.name))}")
    lines.append("```\n")
    for field in dataclasses.fields(rule.options):
        lines.append(f"- `{field.name}`: {told.get(field.name, '')}")
    return "## Options\n\n" + "\n".join(lines)


def _toml(given: Any) -> str:
    value: Any = plain(given)
    if isinstance(value, bool):
        return str(value).lower()
    if isinstance(value, list | tuple):
        return "[" + ", ".join(map(_toml, cast("Iterable[Any]", value))) + "]"
    if isinstance(value, dict):
        items = cast("dict[str, Any]", value).items()
        return "{ " + ", ".join(f"{_key(k)} = {_toml(v)}" for k, v in items) + " }"
    if isinstance(value, str):
        return '"' + value.replace("\\", "\\\\").replace('"', '\\"') + '"'
    return str(value)


def _key(key: Any) -> str:
    text = str(key)
    return text if re.fullmatch(r"[\w-]+", text) else _toml(text)


def index() -> str:
    """``docs/rules.md``: the implemented rules by area, with the profiles that have them on."""
    profiles = load_profiles()
    active = {
        name: load_settings(
            [SettingsLayer("index", table={"profile": name})], rule_catalog(), profiles
        ).rules.keys()
        for name in profiles
    }
    parts = ["# Rules", "Generated by `make generate`; each rule's page ships with the package."]
    for area in sorted({rule.area for rule in RULES}):
        rows = ["| rule | reports | fix | profiles |", "| --- | --- | --- | --- |"]
        for rule in sorted(RULES, key=lambda r: r.id):
            if rule.area == area:
                fixes = ", ".join(dict.fromkeys(str(t.safety) for t in rule.fixes)) or "none"
                on = ", ".join(name for name in profiles if rule.id in active[name])
                link = f"[`{rule.id}`](../server/houserules/pages/{rule.id}.md)"
                rows.append(f"| {link} | {rule.title} | {fixes} | {on} |")
        parts.append(f"## {area}\n\n" + "\n".join(rows))
    return "\n\n".join(parts) + "\n"


_UNUSED_IGNORE_PAGE = f"""# {UNUSED_IGNORE}

An ignore comment names a rule that finds nothing there.

## Why

Comments that silence nothing hide what they were written for, and would silence the next finding
on their line unseen.

## Fix

- Remove the id, and the comment with its last id (safe, edits at most the statement)

It is reported only where the rule is active and the code around the comment parses. It is always
on, whatever `select` says, and can be ignored like any rule.
"""

_UNKNOWN_RULE_PAGE = f"""# {UNKNOWN_RULE}

An ignore comment names a rule that does not exist, or none at all.

## Why

A misspelt id silences nothing. A bare `# houserules: ignore` would silence whatever comes, so it
is not accepted.

## Fix

There is none: what was meant is for a human to decide; the message names the nearest id.

It is always on, whatever `select` says, and can be ignored like any rule.
"""


def main() -> None:
    """Write the pages, and the index of the repository."""
    root = Path(str(resources.files("houserules.pages")))
    for name, text in pages().items():
        target = root.joinpath(*name.split("/"))
        target.parent.mkdir(parents=True, exist_ok=True)
        target.write_text(text, encoding="utf-8", newline="\n")
    docs = Path("docs")
    if docs.is_dir():
        (docs / "rules.md").write_text(index(), encoding="utf-8", newline="\n")


if __name__ == "__main__":
    main()

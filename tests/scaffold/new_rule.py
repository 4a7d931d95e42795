"""A new rule: its file, its cases, its line in the list of its area. ``make new-rule NAME=area/kebab-name``.

What it writes fails its tests, and each failure says what to fill in.
"""

from __future__ import annotations

import ast
import keyword
import re
import sys
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
RULES = Path("server/houserules/rules")
CASES = Path("tests/rules")
LINE_LENGTH = 100
_ID = re.compile(r"[a-z][a-z0-9]*/[a-z][a-z0-9]*(?:-[a-z0-9]+)*")
_IMPORT = re.compile(
    r"^from (houserules\.rules\.\w+\.\w+) import (?:\(\n    )?(\w+)(?:,\n\))?\n", re.MULTILINE
)
_TUPLE = re.compile(r"^RULES: tuple\[Rule, \.\.\.\] = \(\n((?:    \w+,\n)*)\)$", re.MULTILINE)

_AREAS = re.compile(r"^from houserules\.rules import \(\n((?:    \w+,\n)*)\)$", re.MULTILINE)
_ALL = re.compile(
    r"^RULES: tuple\[Rule, \.\.\.\] = \(\n((?:    \*\w+\.RULES,\n)*)\)$", re.MULTILINE
)

AREA = '''"""Rules of the area `{area}`."""

from __future__ import annotations

from houserules.analysis.rule import Rule

RULES: tuple[Rule, ...] = (
)
"""By id."""
'''
RULE = '''"""TODO: one line that says what the rule reports."""

from __future__ import annotations

from collections.abc import Iterator

import libcst as cst

from houserules.analysis.finding import Finding
from houserules.analysis.passes import UnitPass
from houserules.analysis.rule import Example, rule


@rule(
    id="{id}",
    on=(cst.Name,),
    message="TODO: what is wrong with `{{name}}`, in lower case",
    why="TODO: why a team wants this.",
    examples=[
        Example("todo = 1  # want: TODO: what is wrong with `todo`, in lower case\\n"),
        Example("done = 1\\n"),
    ],
)
def {function}(p: UnitPass, node: cst.Name) -> Iterator[Finding]:
    """Report what the rule is about."""
    raise NotImplementedError("{id}: write what the rule finds, here in {path}")
    yield p.finding(node, name=node.value)
'''
CASE = """# TODO: a case as real code writes it, with a finding

```python
todo = 1  # want: TODO: what is wrong with `todo`, in lower case
```

# TODO: a trap, where the rule must be silent

```python
done = 1
```
"""


class ScaffoldError(Exception):
    """A rule that cannot be made; says why."""


def new_rule(name: str, root: Path) -> tuple[Path, ...]:
    """Write the files of a rule below the root of a repository.

    Args:
        name: The id of the rule, ``area/kebab-name``.
        root: The root.

    Returns:
        The files written or changed, relative to the root.

    Raises:
        ScaffoldError: The name is no id, or the rule is there already.
    """
    if not _ID.fullmatch(name):
        raise ScaffoldError(f"`{name}` is no rule id: write area/kebab-name, as in docs/required")
    area, _, kebab = name.partition("/")
    package = f"{area}_" if keyword.iskeyword(area) else area
    function = kebab.replace("-", "_")
    if keyword.iskeyword(function):
        function += "_"
    rule_path = RULES / package / f"{kebab.replace('-', '_')}.py"
    case_path = CASES / f"{name}.md"
    for path in (rule_path, case_path):
        if (root / path).exists():
            raise ScaffoldError(f"{path.as_posix()} is there already")
    listing = rule_path.with_name("__init__.py")
    written = [rule_path, case_path, listing]
    index = RULES / "__init__.py"
    areas = (root / index).read_text(encoding="utf-8")
    if (root / listing).exists():
        listed = (root / listing).read_text(encoding="utf-8")
    else:
        listed, areas = AREA.format(area=area), _with_area(areas, package)
        written.append(index)
    module = f"houserules.rules.{package}.{rule_path.stem}"
    listed = _with_rule(root, listed, module, function, name)
    text = RULE.format(id=name, function=function, path=rule_path.as_posix())
    _write(root / rule_path, text)
    _write(root / case_path, CASE)
    _write(root / listing, listed)
    _write(root / index, areas)
    return tuple(written)


def _with_area(text: str, package: str) -> str:
    """The list of all areas with one more."""
    imported, listed = _AREAS.search(text), _ALL.search(text)
    if imported is None or listed is None:
        raise ScaffoldError(f"{RULES.as_posix()}/__init__.py lists no areas as it used to")
    packages = sorted({*re.findall(r"\w+", imported[1]), package})
    rows = "".join(f"    *{p}.RULES,\n" for p in packages)
    names = "".join(f"    {p},\n" for p in packages)
    between = text[imported.end(1) : listed.start(1)]
    return f"{text[: imported.start(1)]}{names}{between}{rows}{text[listed.end(1) :]}"


def _with_rule(root: Path, text: str, module: str, function: str, name: str) -> str:
    """The list of an area with one more rule; imports by module, the tuple by id."""
    listed = _TUPLE.search(text)
    if listed is None:
        raise ScaffoldError(f"the list of `{name}`'s area has no `RULES: tuple[Rule, ...] = (`")
    imports = dict(_IMPORT.findall(text))
    ids = {known: _id_of(root, path) for path, known in imports.items()}
    imports[module] = function
    ids[function] = name
    rows = "".join(f"    {known},\n" for known in sorted(ids, key=lambda known: ids[known]))
    text = f"{text[: listed.start(1)]}{rows}{text[listed.end(1) :]}"
    lines = "".join(_import_line(path, imports[path]) for path in sorted(imports))
    first = _IMPORT.search(text)
    at = first.start() if first else listed.start() - 1
    return text[:at] + lines + _IMPORT.sub("", text[at:])


def _import_line(module: str, function: str) -> str:
    line = f"from {module} import {function}"
    if len(line) <= LINE_LENGTH:
        return f"{line}\n"
    return f"from {module} import (\n    {function},\n)\n"


def _id_of(root: Path, module: str) -> str:
    """The id that a rule's file gives to ``@rule``."""
    path = root / "server" / Path(*module.split(".")).with_suffix(".py")
    for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
        is_id = isinstance(node, ast.keyword) and node.arg == "id"
        if is_id and isinstance(node.value, ast.Constant):
            return str(node.value.value)
    raise ScaffoldError(f"{path} has no rule")


def _write(path: Path, text: str) -> None:
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(text, encoding="utf-8", newline="\n")


def main(arguments: list[str]) -> int:
    """Make the rule that the command line names."""
    if len(arguments) != 1:
        print("usage: make new-rule NAME=area/kebab-name", file=sys.stderr)
        return 2
    try:
        written = new_rule(arguments[0], ROOT)
    except ScaffoldError as error:
        print(f"error: {error}", file=sys.stderr)
        return 2
    for path in written:
        print(path.as_posix())
    print("Fill in what the TODOs ask for, then: make generate test-fast")
    return 0


if __name__ == "__main__":
    raise SystemExit(main(sys.argv[1:]))

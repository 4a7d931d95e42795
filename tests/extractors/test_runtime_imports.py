"""Ways from module to module over imports that run, and who is asked again when one changes."""

from __future__ import annotations

import pytest

from houserules.analysis.engine import ModuleAnalysis
from houserules.analysis.extractor import closure
from houserules.analysis.ruleset import ActiveRule, compile_rules
from houserules.analysis.state import Key
from houserules.extractors.runtime_imports import CYCLE_READS, IMPORT_PATHS, IMPORTED_MODULES
from houserules.rules.typing.type_checking_import import type_checking_import
from houserules.syntax.cache import ParseCache
from houserules.testing.project import (
    facts_read_by,
    module_info_of,
    project_module,
    project_of,
)
from houserules.workspace.index.facts import facts_of
from houserules.workspace.index.project_index import ProjectIndex

FACTS = facts_read_by(type_checking_import)
APP = {
    "app/__init__.py": "",
    "app/a.py": "from app.b import B\n\n\ndef f(b: B): ...\n",
    "app/b.py": "from . import c\n",
    "app/c.py": "if DEBUG:\n    import app.d as d\n",
    "app/d.py": "from .a import f\n",
    "app/typed.py": "from typing import TYPE_CHECKING\n\nif TYPE_CHECKING:\n    from app import a\n"
    "else:\n    import app.b\n",
    "app/late.py": "def f():\n    from app import a\n\n\nclass C:\n    from app import b\n",
    "app/star.py": "from app.a import *\nimport os, app.c\nfrom app import nothing\n",
}


def analysed(path: str, text: str, index: ProjectIndex | None = None) -> ModuleAnalysis:
    rules = [ActiveRule.of(type_checking_import)]
    compiled = compile_rules(rules, also_extract=closure(CYCLE_READS), on_ignores={})
    project = index or project_of(FACTS, APP)
    project.become_ready()
    analysis = ModuleAnalysis(compiled, module_info_of(path), ParseCache().parse, project=project)
    analysis.open(text)
    analysis.run()
    return analysis


@pytest.mark.parametrize(
    ("module", "imported"),
    [
        ("app.a", ("app.b",)),
        ("app.b", ("app.c",)),
        ("app.c", ("app.d",)),
        ("app.typed", ("app.b",)),
        ("app.late", ()),
        ("app.star", ("app.a", "app.c", "app")),
        ("app.missing", ()),
    ],
)
def test_what_a_module_imports_at_once(module: str, imported: tuple[str, ...]) -> None:
    tables = analysed("app/x.py", "").tables
    assert tables.lookup(IMPORTED_MODULES, module, set()) == imported


@pytest.mark.parametrize(
    ("start", "goal", "path"),
    [
        ("app.b", "app.a", ("app.b", "app.c", "app.d", "app.a")),
        ("app.a", "app.a", ()),
        ("app.star", "app.d", ("app.star", "app.c", "app.d")),
        ("app.d", "app.late", ()),
    ],
)
def test_a_shortest_way_is_found(start: str, goal: str, path: tuple[str, ...]) -> None:
    tables = analysed("app/x.py", "").tables
    assert tables.lookup(IMPORT_PATHS, (start, goal), set()) == path


def test_a_way_over_hundreds_of_modules_is_none() -> None:
    files = {f"app/m{n}.py": f"import app.m{n + 1}\n" for n in range(400)}
    index = project_of(FACTS, files)
    tables = analysed("app/x.py", "", index).tables
    assert len(tables.lookup(IMPORT_PATHS, ("app.m0", "app.m200"), set())) == 201
    assert tables.lookup(IMPORT_PATHS, ("app.m0", "app.m399"), set()) == ()


def test_a_changed_import_asks_those_again_whose_circle_it_was_in() -> None:
    index = project_of(FACTS, APP)
    inside = analysed("app/a.py", APP["app/a.py"], index)
    outside = analysed("app/e.py", "from app.late import f\n\n\ndef g(x: f): ...\n", index)
    assert [f.rule for s in inside.states for f, _ in s.reported] == ["typing/type-checking-import"]

    changed = put(index, "app/c.py", "if DEBUG:\n    pass\n")
    assert inside.project_changed(changed)
    assert not outside.project_changed(changed)
    inside.run()
    assert not [f for s in inside.states for f, _ in s.reported]

    other = "if DEBUG:\n    pass\n\n\ndef other():\n    return 1\n"
    assert not inside.project_changed(put(index, "app/c.py", other))


def put(index: ProjectIndex, path: str, text: str) -> set[Key]:
    module = module_info_of(path)
    rules = compile_rules((), also_extract=FACTS, on_ignores={})
    analysis = ModuleAnalysis(rules, module, ParseCache().parse)
    analysis.open(text)
    analysis.extract()
    return index.put(project_module(module, path), facts_of(analysis))

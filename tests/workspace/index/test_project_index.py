"""The index answers by key, and says exactly which keys a change gave another value."""

from __future__ import annotations

import random
from collections.abc import Mapping
from typing import Any

import pytest

from houserules.analysis.engine import ModuleAnalysis
from houserules.analysis.extractor import Extractor
from houserules.analysis.project import (
    PROJECT_FOLDERS,
    PROJECT_MODULES,
    FactReading,
    NotReady,
    ProjectModule,
    Reading,
    base_keys,
    everywhere,
)
from houserules.analysis.ruleset import compile_rules
from houserules.extractors.bindings import BINDINGS
from houserules.extractors.class_graph import CLASSES
from houserules.extractors.full_ancestry import FULL_ANCESTRY
from houserules.extractors.project_symbols import PROJECT_ANCESTRY, SYMBOLS, Symbol
from houserules.syntax.cache import ParseCache
from houserules.testing.project import module_info_of, project_module, project_of
from houserules.workspace.index.facts import facts_of
from houserules.workspace.index.project_index import ProjectIndex

FACTS = (BINDINGS, CLASSES)
ALL_BINDINGS = everywhere(BINDINGS)
APP = {
    "app/__init__.py": "from .models import User as User\nfrom app import base\n",
    "app/base.py": "from pydantic import BaseModel\nclass Base(BaseModel): ...\n",
    "app/models.py": "from app.base import Base\nclass User(Base): ...\nclass Admin(User): ...\n",
    "app/star.py": "from app.models import *\n",
    "app/loop_a.py": "from app.loop_b import X\n",
    "app/loop_b.py": "from app.loop_a import X\n",
    "app/twice.py": "from app.models import User\nif True:\n    from app.base import Base as User\n",
    "app/circle.py": "from app.circle2 import B\nclass A(B): ...\n",
    "app/circle2.py": "from app.circle import A\nclass B(A): ...\n",
    "app/two.py": "class C(int): ...\nclass C(str): ...\n",
}


def index_of(files: Mapping[str, str]) -> ProjectIndex:
    index = project_of(FACTS, files)
    index.become_ready()
    return index


def asked(index: ProjectIndex, extractor: Extractor[Any], key: object, path: str = "x.py") -> Any:
    rules = compile_rules((), also_extract=(extractor, *FACTS), on_ignores={})
    analysis = ModuleAnalysis(rules, module_info_of(path), ParseCache().parse, project=index)
    analysis.open("")
    analysis.extract()
    return analysis.tables.lookup(extractor, key, set())  # type: ignore[arg-type] - keys are of any type


@pytest.mark.parametrize(
    ("name", "where"),
    [
        ("app.models.User", Symbol("app.models", "User")),
        ("app.User", Symbol("app.models", "User")),
        ("app.base.Base.method", Symbol("app.base", "Base.method")),
        ("app.base", Symbol("app.base", "")),
        ("app.star.Admin", Symbol("app.models", "Admin")),
        ("app.loop_a.X", None),
        ("app.twice.User", None),
        ("app.models.Missing", None),
        ("pydantic.BaseModel", None),
    ],
)
def test_names_are_found_where_they_are_defined(name: str, where: Symbol | None) -> None:
    assert asked(index_of(APP), SYMBOLS, name) == where


@pytest.mark.parametrize(
    ("name", "some"),
    [
        ("app.models.Admin", {"app.models.User", "app.base.Base", "pydantic.BaseModel"}),
        ("app.User", {"pydantic.BaseModel"}),
        ("app.circle.A", {"app.circle2.B"}),
        ("app.two.C", {"builtins.int", "builtins.str"}),
        ("nowhere.Class", {"nowhere.Class"}),
    ],
)
def test_classes_derive_over_files(name: str, some: set[str]) -> None:
    assert some <= asked(index_of(APP), PROJECT_ANCESTRY, name)


def test_a_chain_of_more_than_eight_steps_is_unknown() -> None:
    files = {f"app/m{n}.py": f"from app.m{n + 1} import X\n" for n in range(12)}
    files["app/m12.py"] = "class X: ...\n"
    index = index_of(files)
    assert asked(index, SYMBOLS, "app.m5.X") == Symbol("app.m12", "X")
    assert asked(index, SYMBOLS, "app.m0.X") is None


def test_two_files_of_one_name_are_none() -> None:
    index = index_of({"a/x.py": "class X: ...\n", "b/x.py": "class X: ...\n"})
    for path in ("a/x.py", "b/x.py"):
        module = index.module_at(path)
        assert module is not None
        index.put(module, {}, ["x"])
    assert asked(index, PROJECT_MODULES, "x") is None
    index.remove("b/x.py")
    assert asked(index, PROJECT_MODULES, "x") == ProjectModule("a.x", "a/x.py")


def test_folders_are_listed_while_something_is_in_them() -> None:
    index = index_of({"a/b/x.py": "", "a/y.txt": ""})
    assert asked(index, PROJECT_FOLDERS, "a") == ("b", "y.txt")
    index.remove("a/b/x.py")
    assert asked(index, PROJECT_FOLDERS, "a") == ("y.txt",)
    assert asked(index, PROJECT_FOLDERS, "a/b") is None


def test_nothing_is_answered_before_everything_is_known() -> None:
    index = project_of(FACTS, APP)
    with pytest.raises(NotReady):
        index.read(Reading.MODULE, None, "app")
    index.become_ready()
    assert index.read(Reading.MODULE, None, "app").path == "app/__init__.py"


LINES = [
    "class A: ...\n",
    "class A(B): ...\n",
    "class B(C): ...\n",
    "from app.m1 import A\n",
    "from app.m2 import A as B\n",
    "from . import m0\n",
    "x = 1\n",
    "class Half(\n",
    "def f():\n    return 1\n",
]


def test_changes_name_every_key_with_another_value_and_no_other() -> None:
    seed = random.SystemRandom().randrange(10**6)
    print(f"seed {seed}")
    rng = random.Random(seed)
    index = index_of({})
    files: dict[str, str] = {}
    for _ in range(150):
        path = rng.choice(["app/m0.py", "app/m1.py", "app/m2.py", "app/sub/__init__.py"])
        before = {key: asked_raw(index, key) for key in _keys()}
        if path in files and rng.random() < 0.2:
            del files[path]
            changed = index.remove(path)
        else:
            files[path] = "".join(rng.sample(LINES, rng.randint(0, 4)))
            changed = index.put(*_facts(path, files[path]))
        for key in _keys():
            fact, how, inner = key
            if asked_raw(index, key) != before[key]:
                assert changed & set(base_keys(FactReading(how, fact), inner))
        fresh = index_of(files)
        assert all(asked_raw(index, key) == asked_raw(fresh, key) for key in _keys())
        assert not index.put(*_facts(path, files[path])) if path in files else True


def _facts(path: str, text: str) -> tuple[ProjectModule, dict[str, dict[str, list[Any]]]]:
    module = module_info_of(path)
    rules = compile_rules((), also_extract=FACTS, on_ignores={})
    analysis = ModuleAnalysis(rules, module, ParseCache().parse)
    analysis.open(text)
    analysis.extract()
    return project_module(module, path), facts_of(analysis)


def _keys() -> list[tuple[Any, Reading, Any]]:
    names = ("A", "B", "x", "f", "Half", "m0")
    modules = ("app.m0", "app.m1", "app.m2", "app.sub")
    found: list[tuple[Any, Reading, Any]] = [(None, Reading.MODULE, m) for m in modules]
    found += [(None, Reading.FOLDER, f) for f in ("", "app", "app/sub")]
    for fact in FACTS:
        found += [(fact, Reading.IN_MODULE, (m, n)) for m in modules for n in names]
        found += [(fact, Reading.EVERYWHERE, n) for n in names]
        found.append((fact, Reading.ALL, ""))
    return found


def asked_raw(index: ProjectIndex, key: tuple[Any, Reading, Any]) -> Any:
    fact, how, inner = key
    return index.read(how, fact, inner)


def test_an_edit_reaches_the_readers_in_other_files_and_nobody_else() -> None:
    index = index_of(APP)
    rules = compile_rules((), also_extract=(FULL_ANCESTRY, *FACTS), on_ignores={})
    analysis = ModuleAnalysis(rules, module_info_of("app/y.py"), ParseCache().parse, project=index)
    analysis.open("from app.models import Admin\nclass Y(Admin): ...\n")
    analysis.extract()
    bases: set[Any] = set()
    assert "pydantic.BaseModel" in analysis.tables.lookup(FULL_ANCESTRY, "Y", bases)
    body = index.put(*_facts("app/base.py", APP["app/base.py"].replace("...", "pass")))
    assert not body
    elsewhere = index.put(*_facts("app/star.py", "z = 1\n"))
    assert not elsewhere & bases
    changed = index.put(*_facts("app/base.py", "class Base: ...\n"))
    assert changed & bases
    analysis.project_changed(changed)
    assert "pydantic.BaseModel" not in analysis.tables.lookup(FULL_ANCESTRY, "Y", set())

"""What leads to a session over the files of a project, and who is asked again when that changes."""

from __future__ import annotations

from typing import Any

import pytest

from houserules.analysis.engine import ModuleAnalysis
from houserules.analysis.ruleset import ActiveRule, compile_rules
from houserules.analysis.state import Key
from houserules.extractors.provided_sessions import PROVIDED_SESSIONS
from houserules.extractors.session_providers import SESSION_PROVIDERS
from houserules.extractors.session_shapes import SessionKind, Shape, Source, Step
from houserules.rules.sqlalchemy.commit_boundary import commit_boundary
from houserules.syntax.cache import ParseCache
from houserules.testing.project import (
    facts_read_by,
    module_info_of,
    project_module,
    project_of,
)
from houserules.workspace.index.facts import facts_of
from houserules.workspace.index.project_index import ProjectIndex

FACTS = facts_read_by(commit_boundary)
SYNC, ASYNC = SessionKind.SYNC, SessionKind.ASYNC
CALL, ENTER, AWAIT, ITERATE = Step.CALL, Step.ENTER, Step.AWAIT, Step.ITERATE
DATABASE = """\
from collections.abc import AsyncGenerator, Callable
from contextlib import asynccontextmanager, contextmanager
from typing import Annotated, Any, TypeAlias

from fastapi import Depends
from sqlalchemy.ext.asyncio import AsyncSession, async_sessionmaker
from sqlalchemy.orm import Session, scoped_session, sessionmaker

Maker = sessionmaker()
AsyncMaker = async_sessionmaker()
Scoped = scoped_session(Maker)
Renamed = Maker
Late: "sessionmaker[Session] | None" = None
Never = None
Unsaid: Any = Maker
AsyncByClass = sessionmaker(class_=AsyncSession)
Twice = sessionmaker()
Twice = async_sessionmaker()


class Own(Session): ...


class Holder:
    factory: Callable[[], Session]

    def __init__(self, db=Depends(lambda: 1), maker=None):
        self.maker = Maker
        self.db = self.maker()
        self.unsure = Maker()
        self.unsure = maker


class Derived(Holder): ...


def set_up():
    global Late
    Late = sessionmaker()


def get_db():
    db = None
    try:
        db = Maker()
        yield db
    finally:
        db.close()


managed = contextmanager(get_db)


@asynccontextmanager
async def get_session() -> AsyncGenerator[AsyncSession, None]:
    async with AsyncMaker.begin() as session:
        yield session


async def build(flag) -> Any:
    return AsyncMaker() if flag else AsyncSession()


def mixed(flag):
    yield Maker() if flag else AsyncMaker()


def get_maker():
    return sessionmaker()


def loop():
    return loop()


def opens_nothing(path):
    with open(path) as file:
        yield file


Dep = Annotated[AsyncSession, Depends(get_session)]
AnyDep = Annotated[Any, Depends(get_db)]
Explicit: TypeAlias = Annotated[AsyncSession, Depends(get_session)]
type Typed = Annotated["Session", Depends(get_db)]
"""
APP = {
    "app/database.py": DATABASE,
    "app/__init__.py": "from .database import Maker as Passed\n",
    "app/more.py": "from app import Passed\n\n\ndef more():\n    with Passed() as db:\n"
    "        yield db\n",
    "app/circle_a.py": "from app.circle_b import B\n\nA = B\n",
    "app/circle_b.py": "from app import circle_a\n\nB = circle_a.A\n",
}


def analysed(index: ProjectIndex, text: str, path: str = "app/store.py") -> ModuleAnalysis:
    rules = compile_rules([ActiveRule.of(commit_boundary)], on_ignores={})
    analysis = ModuleAnalysis(rules, module_info_of(path), ParseCache().parse, project=index)
    analysis.open(text)
    analysis.run()
    return analysis


def ready(files: dict[str, str]) -> ProjectIndex:
    index = project_of(FACTS, files)
    index.become_ready()
    return index


def shape_of(name: str, files: dict[str, str] = APP) -> Shape | None:
    tables = analysed(ready(files), "").tables
    return tables.lookup(PROVIDED_SESSIONS, Source(name, imported=True), set())


KNOWN: list[tuple[str, Shape | None]] = [
    ("app.database.Maker", Shape(SYNC, (CALL,))),
    ("app.database.AsyncMaker", Shape(ASYNC, (CALL,))),
    ("app.database.Scoped", Shape(SYNC)),
    ("app.database.Renamed", Shape(SYNC, (CALL,))),
    ("app.database.Late", Shape(SYNC, (CALL,))),
    ("app.database.Unsaid", Shape(SYNC, (CALL,))),
    ("app.database.Explicit", Shape(ASYNC, (CALL,))),
    ("app.database.AsyncByClass", Shape(ASYNC, (CALL,))),
    ("app.database.Own", Shape(SYNC, (CALL,))),
    ("app.database.Holder.factory", Shape(SYNC, (CALL,))),
    ("app.database.Holder.maker", Shape(SYNC, (CALL,))),
    ("app.database.Derived.db", Shape(SYNC)),
    ("app.database.get_db", Shape(SYNC, (CALL, ITERATE))),
    ("app.database.managed", Shape(SYNC, (CALL, ENTER))),
    ("app.database.get_session", Shape(ASYNC, (CALL, ENTER))),
    ("app.database.build", Shape(ASYNC, (CALL, AWAIT))),
    ("app.database.get_maker", Shape(SYNC, (CALL, CALL))),
    ("app.database.Dep", Shape(ASYNC, (CALL,))),
    ("app.database.AnyDep", Shape(SYNC, (CALL,))),
    ("app.database.Typed", Shape(SYNC, (CALL,))),
    ("app.Passed", Shape(SYNC, (CALL,))),
    ("app.more.more", Shape(SYNC, (CALL, ITERATE))),
    ("sqlalchemy.orm.sessionmaker", Shape(SYNC, (CALL, CALL))),
    ("app.database.Never", None),
    ("app.database.Twice", None),
    ("app.database.Holder", None),
    ("app.database.Holder.unsure", None),
    ("app.database.Holder.missing", None),
    ("app.database.mixed", None),
    ("app.database.loop", None),
    ("app.database.opens_nothing", None),
    ("app.database.missing", None),
    ("app.circle_a.A", None),
    ("redis.Redis", None),
]


@pytest.mark.parametrize(("name", "shape"), KNOWN)
def test_names_lead_to_sessions(name: str, shape: Shape | None) -> None:
    assert shape_of(name) == shape


def test_a_chain_of_more_than_eight_names_is_unknown() -> None:
    files = {f"app/m{n}.py": f"from app import m{n + 1}\n\nX = m{n + 1}.X\n" for n in range(400)}
    files["app/m400.py"] = "from sqlalchemy.orm import sessionmaker\n\nX = sessionmaker()\n"
    assert shape_of("app.m394.X", files) == Shape(SYNC, (CALL,))
    assert shape_of("app.m392.X", files) is None
    assert shape_of("app.m0.X", files) is None


STORE = "from app.more import more\n\n\ndef save():\n    d = next(more())\n    d.commit()\n"
FOUND = ["sqlalchemy/commit-boundary"]


def reported(analysis: ModuleAnalysis) -> list[str]:
    return [f.rule for s in analysis.states for f, _ in s.reported]


def put(index: ProjectIndex, path: str, text: str) -> set[Key]:
    module = module_info_of(path)
    rules = compile_rules((), also_extract=FACTS, on_ignores={})
    analysis = ModuleAnalysis(rules, module, ParseCache().parse)
    analysis.open(text)
    analysis.extract()
    return index.put(project_module(module, path), facts_of(analysis))


def test_an_edit_reaches_who_asked_for_sessions_and_nobody_else() -> None:
    index = ready(APP)
    asks = analysed(index, STORE)
    other = analysed(index, "from app.more import more\n\n\ndef save():\n    more.commit()\n")
    quiet = analysed(index, "def save(d):\n    d.commit()\n")
    assert reported(asks) == FOUND
    assert not reported(other)
    assert not reported(quiet)

    body = APP["app/more.py"].replace("        yield db\n", "        print(db)\n        yield db\n")
    assert not put(index, "app/more.py", body)
    moved = put(index, "app/more.py", f"import os\n\n\n{body}")
    assert not asks.project_changed(moved)

    gone = put(index, "app/more.py", body.replace("yield db", "yield None"))
    assert not quiet.project_changed(gone)
    assert asks.project_changed(gone)
    asks.run()
    assert not reported(asks)


@pytest.mark.parametrize("path", ["app/more.py", "app/database.py", "app/__init__.py"])
def test_findings_go_with_a_file_on_the_way_and_come_back(path: str) -> None:
    index = ready(APP)
    asks = analysed(index, STORE)
    assert reported(asks) == FOUND
    assert asks.project_changed(index.remove(path))
    asks.run()
    assert not reported(asks)
    assert asks.project_changed(put(index, path, APP[path]))
    asks.run()
    assert reported(asks) == FOUND


def test_nothing_is_said_before_all_files_are_known() -> None:
    index = project_of(FACTS, APP)
    asks = analysed(index, STORE)
    own = analysed(
        index,
        "from sqlalchemy.orm import sessionmaker\n\nM = sessionmaker()\n\n\n"
        "def save():\n    with M() as d:\n        d.commit()\n",
    )
    assert not reported(asks)
    assert reported(own) == FOUND
    asks.project_changed(index.become_ready())
    asks.run()
    assert reported(asks) == FOUND


def test_facts_hold_no_places() -> None:
    def values(text: str) -> dict[str, list[Any]]:
        analysis = analysed(ready({}), text, "app/database.py")
        return facts_of(analysis)[SESSION_PROVIDERS.id]

    assert values(DATABASE) == values(f'"""Moved."""\n\n\n{DATABASE}')

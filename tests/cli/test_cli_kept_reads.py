"""What is kept of files that read others: checked again when those say something else, only then.

``HOUSERULES_SEED`` repeats a run, ``HOUSERULES_EDITS`` makes it longer.
"""

from __future__ import annotations

import json
import os
import random
import sqlite3
import time
from collections.abc import Callable, Hashable, Mapping
from pathlib import Path
from typing import Any

import pytest
from conftest import Run

from houserules.analysis.extractor import Extractor
from houserules.analysis.project import Reading
from houserules.cli.setup import Setup
from houserules.workspace.index.on_demand import OnDemand
from houserules.workspace.index.project_reads import questions_in

SETTINGS = 'profile = "recommended"\n'
BASE = "from pydantic import BaseModel\n\n\nclass Base(BaseModel):\n    pass\n"
ROW = (
    "from app.base import Base\n\n\nclass Row(Base):\n    class Config:\n        orm_mode = True\n"
)
FILES = {
    "houserules.toml": SETTINGS + 'select = ["pydantic/config-style"]\n',
    "app/__init__.py": "",
    "app/base.py": BASE,
    "app/row.py": ROW,
    "app/other.py": "X = 1\n",
}
PLANTED = "planted"
TICK = 0.05
"""Seconds after which the stamp of a file that was written is the one that stays."""


def findings(run: Callable[..., Run], *arguments: str) -> list[dict[str, Any]]:
    report = json.loads(run("check", "--format", "json", *arguments).out)
    assert report["errors"] == []
    return report["findings"]


def write(folder: Path, change: Mapping[str, str | None]) -> None:
    for name, text in change.items():
        path = folder / name
        if text is None:
            path.unlink()
            continue
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text)


def plant(rule: str) -> None:
    """Let the kept results say something that no check says: it shows who was not checked."""
    database = Path(os.environ["HOUSERULES_CACHE_DIR"]) / "cache.sqlite"
    with sqlite3.connect(database) as rows:
        for name, report in rows.execute("SELECT path, report FROM results").fetchall():
            listing = json.loads(report)
            for finding in listing["findings"]:
                if finding["rule"] == rule:
                    finding["message"] = PLANTED
            changed = (json.dumps(listing), name)
            rows.execute("UPDATE results SET report = ? WHERE path = ?", changed)
    rows.close()


@pytest.mark.parametrize(
    "change",
    [
        {"app/other.py": "X = 1\n\n\ndef public() -> int:\n    return 1\n"},
        {"app/other.py": None},
        {"app/other.py": None, "app/renamed.py": "X = 1\n"},
        {"app/new/__init__.py": "", "app/new/base.py": BASE},
        {"app/base.py": BASE + "\n\ndef public() -> int:\n    return 1\n"},
        {".env.example": "A=1\n"},
    ],
)
def test_a_file_that_reads_nothing_of_what_changed_is_not_checked(
    project: Callable[..., Path], run: Callable[..., Run], change: Mapping[str, str | None]
) -> None:
    folder = project(FILES)
    time.sleep(TICK)
    assert [f["file"] for f in findings(run)] == ["app/row.py"]
    plant("pydantic/config-style")
    write(folder, change)
    for _ in range(2):
        assert [f["message"] for f in findings(run)] == [PLANTED]
    # What was noted is that it holds, not that it was found: a change of what it reads shows.
    write(folder, {"app/base.py": "class Base: ...\n"})
    assert findings(run) == []


@pytest.mark.parametrize(
    ("change", "found"),
    [
        ({"app/base.py": "class Base: ...\n"}, []),
        ({"app/base.py": None}, []),
        ({"app/base.py": None, "app/base/__init__.py": BASE}, ["app/row.py"]),
        ({"app/base.py": "from app.other import Base\n"}, []),
        (
            {"app/base.py": "from app.other import Base as Base\n", "app/other.py": BASE},
            ["app/row.py"],
        ),
    ],
)
def test_a_file_that_reads_what_changed_is_checked(
    project: Callable[..., Path],
    run: Callable[..., Run],
    change: Mapping[str, str | None],
    found: list[str],
) -> None:
    folder = project(FILES)
    time.sleep(TICK)
    assert [f["file"] for f in findings(run)] == ["app/row.py"]
    plant("pydantic/config-style")
    write(folder, change)
    for _ in range(2):
        assert [f["file"] for f in findings(run)] == found
        assert PLANTED not in [f["message"] for f in findings(run)]


def test_a_name_that_was_not_there_is_asked_for_again(
    project: Callable[..., Path], run: Callable[..., Run]
) -> None:
    folder = project({**FILES, "app/base.py": "X = 1\n"})
    assert findings(run) == []
    write(folder, {"app/other.py": BASE})
    assert findings(run) == []
    write(folder, {"app/base.py": BASE})
    assert [f["file"] for f in findings(run)] == ["app/row.py"]


@pytest.mark.parametrize("change", [{"app/base.py": "class Base: ...\n"}, {"app/other.py": ""}])
def test_edits_of_fixes_are_worked_out_again_where_facts_are_others(
    project: Callable[..., Path], run: Callable[..., Run], change: Mapping[str, str | None]
) -> None:
    folder = project(FILES)
    findings(run, "--edits")
    write(folder, change)
    assert findings(run, "--edits") == findings(run, "--edits", "--no-cache")


# -- anything at all -----------------------------------------------------------------------------

PIECES = (
    "class {name}({other}):\n    class Config:\n        orm_mode = True\n",
    "class {name}({other}):\n    field: int = 1\n",
    "class {name}(BaseSettings):\n    {word}_url: str = ''\n    debug: bool = False\n",
    "class {name}(Exception):\n    pass\n",
    "router = APIRouter(prefix='/{word}')\n",
    "app = FastAPI()\napp.include_router({word}.router)\n",
    "@router.get('/{word}')\nasync def {word}() -> int:\n    return await helper({other})\n",
    "async def {word}(session: AsyncSession) -> None:\n    await session.commit()\n",
    "def {word}(x=[]):\n    return os.environ['{name}_URL']\n",
    "def use_{word}() -> None:\n    raise {other}()\n",
    "{word} = httpx.Client()\n",
    "from app.{module} import {other}\n",
    "from app.{module} import {other} as {name}\n",
    "from app import {module}\n",
    "from app.{module} import *\n",
)
HEAD = (
    "import os\n\nimport httpx\nfrom fastapi import APIRouter, FastAPI\n"
    "from pydantic import BaseModel\nfrom pydantic_settings import BaseSettings\n"
    "from sqlalchemy.ext.asyncio import AsyncSession\n\n"
)
NAMES = ("Base", "Row", "Settings", "Failure", "BaseModel")
WORDS = ("users", "items", "load", "helper")
MODULES = ("m0", "m1", "m2", "m3", "m4", "m5", "services.m6", "routers.m7")


def piece(chosen: random.Random) -> str:
    return chosen.choice(PIECES).format(
        name=chosen.choice(NAMES),
        other=chosen.choice(NAMES),
        word=chosen.choice(WORDS),
        module=chosen.choice(MODULES),
    )


def module(chosen: random.Random) -> str:
    return HEAD + "\n\n".join(piece(chosen) for _ in range(chosen.randrange(1, 5)))


def generated(chosen: random.Random) -> dict[str, str]:
    files = {f"app/{name.replace('.', '/')}.py": module(chosen) for name in MODULES}
    packages = {f"app/{folder}__init__.py": "" for folder in ("", "services/", "routers/")}
    return {"houserules.toml": SETTINGS, ".env.example": "BASE_URL=1\n", **packages, **files}


def edit(chosen: random.Random, folder: Path) -> str:
    """Change one thing; says what."""
    files = sorted(folder.glob("app/**/*.py"))
    path = chosen.choice(files)
    what = chosen.choice(
        ["piece", "piece", "piece", "append", "body", "remove", "add", "rename", "env", "settings"]
    )
    match what:
        case "piece":
            pieces = path.read_text().split("\n\n")
            pieces[chosen.randrange(len(pieces))] = piece(chosen)
            path.write_text("\n\n".join(pieces))
        case "append":
            path.write_text(path.read_text() + "\n\n" + piece(chosen))
        case "body":
            path.write_text(path.read_text().replace("return", "print(1)\n    return", 1))
        case "remove" if len(files) > 4:
            path.unlink()
        case "rename":
            path.rename(path.with_name(f"{chosen.choice(['m1', 'm9', '__init__', 'late'])}.py"))
        case "env":
            (folder / ".env.example").write_text(f"{chosen.choice(NAMES)}_URL=1\n")
        case "settings":
            more = ('exclude = ["app/m1.py"]\n', 'roles = { service = ["app/m2.py"] }\n', "")
            (folder / "houserules.toml").write_text(SETTINGS + chosen.choice(more))
        case _:
            name = chosen.choice(MODULES).replace(".", "/")
            write(folder, {f"app/{name}.py": module(chosen)})
    return f"{what} {path.name}"


def seeded() -> random.Random:
    seed = int(os.environ.get("HOUSERULES_SEED", time.time_ns()))
    print(f"HOUSERULES_SEED={seed}")
    return random.Random(seed)


def test_with_the_cache_as_without(project: Callable[..., Path], run: Callable[..., Run]) -> None:
    chosen = seeded()
    folder = project(generated(chosen))
    for _ in range(int(os.environ.get("HOUSERULES_EDITS", "6"))):
        print([edit(chosen, folder) for _ in range(chosen.randrange(1, 3))])
        warm, cold = (
            run("check", "--format", "json"),
            run("check", "--format", "json", "--no-cache"),
        )
        assert json.loads(warm.out)["findings"] == json.loads(cold.out)["findings"]
        assert json.loads(warm.out)["errors"] == json.loads(cold.out)["errors"]


def test_every_question_is_written_down(
    project: Callable[..., Path], monkeypatch: pytest.MonkeyPatch
) -> None:
    chosen = seeded()
    asked: set[tuple[Reading, str, Hashable]] = set()
    read = OnDemand.read

    def noting(self: OnDemand, how: Reading, fact: Extractor[Any] | None, key: Hashable) -> Any:
        asked.add((how, fact.id if fact else "", key))
        return read(self, how, fact, key)

    monkeypatch.setattr(OnDemand, "read", noting)
    folder = project(generated(chosen))
    kinds: set[Reading] = set()
    workspace = Setup.of(cached=False).open()
    for path in sorted(folder.glob("app/**/*.py")):
        asked.clear()
        report = workspace.check_file(path)
        assert report.asked_project is bool(asked)
        assert asked <= set(questions_in(report.reads.questions)), path.read_text()
        kinds |= {how for how, _, _ in asked}
    assert {Reading.IN_MODULE, Reading.EVERYWHERE} <= kinds

"""Files that are not open, looked at by the host when nothing else is to be done."""

from __future__ import annotations

import gc
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from houserules.analysis.engine import ModuleAnalysis
from houserules.host import closed_files
from houserules.host.service import Service

RULE = "typing/optional-syntax"
BAD = "from typing import Optional\n\nx: Optional[int] = None\n"
SETTINGS = f'select = ["{RULE}"]\ndiagnostics = "workspace"\n'


class Session:
    """A service in this process with the number of findings that it told of each closed file."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self.service = Service()
        self.found: dict[str, int] = {}
        self.complete = 0
        self.say("configure", folders=[str(folder)], editor={})

    def write(self, name: str, text: str) -> str:
        path = self.folder / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text)
        return str(path)

    def say(self, method: str, **params: Any) -> None:
        self._take(self.service.handle({"method": method, "params": params}))

    def step(self, should_yield: Callable[[], bool] = lambda: False) -> bool:
        sent = self.service.step(should_yield)
        self._take(sent or [])
        return sent is not None

    def settle(self) -> None:
        """Work until there is nothing to do, pauses after typing included."""
        quiet = time.monotonic()
        while time.monotonic() - quiet < closed_files.PAUSE_SECONDS + 0.2:
            if self.step():
                quiet = time.monotonic()
            else:
                time.sleep(0.01)

    def _take(self, messages: list[dict[str, Any]]) -> None:
        for message in messages:
            if message["method"] == "workspace_report":
                self.complete += message["params"]["complete"]
                for file in message["params"]["files"]:
                    blocks = [b for _, _, inserted in file["splices"] for b in inserted]
                    name = Path(file["path"]).relative_to(self.folder).as_posix()
                    self.found[name] = sum(len(block[3]) for block in blocks)


@pytest.fixture
def session(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Session:
    monkeypatch.setenv("HOUSERULES_CACHE_DIR", str(tmp_path / "cache"))
    monkeypatch.setattr(closed_files, "PAUSE_SECONDS", 0.05)
    folder = tmp_path / "project"
    folder.mkdir()
    (folder / "houserules.toml").write_text(SETTINGS)
    (folder / "bad.py").write_text(BAD)
    (folder / "clean.py").write_text("x = 1\n")
    return Session(folder)


def test_told_once_and_complete(session: Session) -> None:
    session.settle()
    assert (session.found, session.complete) == ({"bad.py": 1}, 1)


def test_left_out_as_settings_have_it(session: Session) -> None:
    settings = SETTINGS + 'exclude = ["left/"]\n'
    session.write("left/bad.py", BAD)
    session.write("made.py", "# @generated\n" + BAD)
    session.write("other/houserules.toml", f'select = ["{RULE}"]\n')
    session.write("other/bad.py", BAD)
    session.write("broken.py", BAD + "def f(:\n")
    session.say("files_changed", paths=[session.write("houserules.toml", settings)])
    session.settle()
    assert session.found == {"bad.py": 1, "broken.py": 1}


def test_nothing_is_done_while_somebody_types(
    session: Session, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(closed_files, "PAUSE_SECONDS", 2.0)
    session.say("open", uri="u", path=str(session.folder / "clean.py"), version=1, text="x = 1\n")
    for version in range(2, 10):
        session.say("edit", uri="u", version=version, edits=[[4, 5, str(version)]])
        while session.step():
            pass
    assert session.found == {}
    session.settle()
    assert session.found == {"bad.py": 1}


def test_a_message_is_never_waited_for_longer_than_one_unit(session: Session) -> None:
    long = "".join(f"def f{n}(a: int) -> int:\n    return a\n\n\n" for n in range(50)) + BAD
    session.write("bad.py", long)
    turns = 0
    while session.found != {"bad.py": 1}:
        # A message waits from the second look on.
        looks = iter([False])
        session.step(lambda looks=looks: next(looks, True))
        turns += 1
        assert turns < 10_000
    assert turns > 100


def analyses() -> int:
    """How many are alive in the process; other tests may have left some."""
    gc.collect()
    return sum(isinstance(o, ModuleAnalysis) for o in gc.get_objects())


def test_no_analysis_is_kept(session: Session) -> None:
    before = analyses()
    for number in range(20):
        session.write(f"m{number}.py", BAD)
    session.say("restate")
    session.settle()
    assert len(session.found) == 21
    assert analyses() <= before + 1


def test_looked_at_again_only_if_changed(session: Session) -> None:
    session.settle()
    session.found.clear()
    session.say("restate")
    session.settle()
    assert session.found == {}
    session.write("clean.py", BAD + BAD)
    (session.folder / "bad.py").unlink()
    session.say("restate")
    session.settle()
    assert session.found == {"clean.py": 2, "bad.py": 0}


def test_not_walked_without_the_setting(session: Session) -> None:
    path = session.write("houserules.toml", SETTINGS.replace("workspace", "open-files"))
    session.say("files_changed", paths=[path])
    session.settle()
    assert session.found == {}


def test_a_nested_project_of_an_open_document(session: Session) -> None:
    session.write("houserules.toml", SETTINGS.replace("workspace", "open-files"))
    session.write("sub/houserules.toml", SETTINGS)
    session.write("sub/bad.py", BAD)
    path = session.write("sub/open.py", BAD)
    session.say("files_changed", paths=[str(session.folder / "houserules.toml")])
    session.settle()
    assert session.found == {}
    session.say("open", uri="u", path=path, version=1, text=BAD)
    session.settle()
    assert session.found == {"sub/bad.py": 1}


def test_a_folder_reported_alone_takes_its_files_along(session: Session) -> None:
    session.write("old/bad.py", BAD)
    session.say("files_changed", paths=[str(session.folder / "old")])
    session.settle()
    assert session.found == {"bad.py": 1, "old/bad.py": 1}
    (session.folder / "old").rename(session.folder / "new")
    told = [str(session.folder / name) for name in ("old", "new")]
    session.say("files_changed", paths=told)
    session.settle()
    assert session.found == {"bad.py": 1, "old/bad.py": 0, "new/bad.py": 1}

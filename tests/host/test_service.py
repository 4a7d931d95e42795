"""The host's service by its messages: documents in, reports and edits out."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

from houserules.host import documents
from houserules.host.service import Service

RULE = "typing/optional-syntax"
HINT = "from typing import Optional\n\n\ndef _f(key: Optional[int]) -> None: ...\n"


class Session:
    """A service with the block list that a front would keep of one document."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self.service = Service()
        self.blocks: list[Any] = []
        self.other: list[dict[str, Any]] = []
        self.reports = 0
        self.version = 0
        self.notify("configure", folders=[str(folder)], editor={})

    def notify(self, method: str, **params: Any) -> None:
        self._take(self.service.handle({"method": method, "params": params}))

    def ask(self, method: str, **params: Any) -> Any:
        message = {"id": 1, "method": method, "params": {"uri": "u", **params}}
        answers = self.service.handle(message)
        while not answers or "id" not in answers[0]:
            self._take(answers)
            sent = self.service.step(lambda: False)
            assert sent is not None, "a request is never answered"
            answers = sent
        answer, *others = answers
        self._take(others)
        return answer.get("result", answer.get("error"))

    def open(self, text: str, name: str = "app.py") -> list[str]:
        self.notify("close", uri="u")
        self.blocks.clear()
        self.version += 1
        self.text = text
        path = str(self.folder / name)
        self.notify("open", uri="u", path=path, version=self.version, text=text)
        return self.settle()

    def edit(self, start: int, end: int, text: str) -> list[str]:
        self.version += 1
        self.text = self.text[:start] + text + self.text[end:]
        self.notify("edit", uri="u", version=self.version, edits=[[start, end, text]])
        return self.settle()

    def settle(self) -> list[str]:
        """Work to the end; the rules found, in order."""
        while (messages := self.service.step(lambda: False)) is not None:
            self._take(messages)
        assert sum(b[0] for b in self.blocks) == len(self.text)
        assert sum(b[1] for b in self.blocks) == self.text.count("\n")
        return [f["rule"] for b in self.blocks for f in b[3]]

    def _take(self, messages: list[dict[str, Any]]) -> None:
        for message in messages:
            if message["method"] != "report":
                self.other.append(message)
                continue
            self.reports += 1
            assert message["params"]["version"] <= self.version
            for start, removed, inserted in message["params"]["splices"]:
                self.blocks[start : start + removed] = inserted

    def finding(self) -> dict[str, Any]:
        """What `resolve_fix` needs of the first finding of the rule with a fix."""
        for index, block in enumerate(self.blocks):
            for found in block[3]:
                if found["rule"] == RULE:
                    nth = found["fix"]["nth"]
                    return {"unit": block[2], "index": index, "rule": RULE, "nth": nth}
        raise AssertionError("no finding")


def applied(text: str, answer: dict[str, Any]) -> str:
    for start, end, new in sorted(answer["edits"], reverse=True):
        text = text[:start] + new + text[end:]
    return text


@pytest.fixture
def session(tmp_path: Path) -> Session:
    settings = f'select = ["{RULE}"]\n'
    (tmp_path / "houserules.toml").write_text(settings, encoding="utf-8")
    return Session(tmp_path)


def test_findings_follow_edits(session: Session) -> None:
    assert session.open(HINT) == [RULE]
    assert session.edit(0, 0, "x = (\n") == [RULE]
    assert session.edit(0, 6, "") == [RULE]
    assert session.edit(HINT.index("Optional[int]"), HINT.index("Optional[int]") + 13, "int") == []


def test_a_fix_is_computed_for_an_unchanged_unit(session: Session) -> None:
    session.open(HINT)
    wanted = session.finding()
    session.edit(0, 0, "# c\n\n")
    answer = session.ask("resolve_fix", **wanted)
    assert answer["version"] == session.version
    fixed = "# c\n\n\ndef _f(key: int | None) -> None: ...\n"
    assert applied(session.text, answer).replace("\n\n\n\n", "\n\n\n") == fixed


def test_of_two_equal_units_never_the_other_one_is_fixed(session: Session) -> None:
    session.open("from typing import Optional\nx: Optional[int]\ny = 1\nx: Optional[int]\n")
    first = session.finding()
    second = {**first, "index": first["index"] + 2}
    at = session.text.rindex("Optional")
    session.edit(0, 0, "import os\n")
    assert session.ask("resolve_fix", **second)["code"] == "content_modified"
    second["index"] += 1
    answer = session.ask("resolve_fix", **second)
    assert min(edit[0] for edit in answer["edits"]) == at + len("import os\n")


def test_a_fix_for_a_changed_unit_is_refused(session: Session) -> None:
    session.open(HINT)
    wanted = session.finding()
    at = session.text.index("None: ...")
    session.edit(at, at + 4, "int ")
    assert session.ask("resolve_fix", **wanted)["code"] == "content_modified"


def test_fix_all_and_ignore(session: Session) -> None:
    session.open(HINT)
    fixed = applied(HINT, session.ask("fix_all", rule=None))
    assert fixed == "def _f(key: int | None) -> None: ...\n"
    offset = HINT.index("Optional[int]")
    line = applied(HINT, session.ask("ignore_edits", rule=RULE, offset=offset, whole_file=False))
    assert session.open(line) == []
    everywhere = applied(HINT, session.ask("ignore_edits", rule=RULE, offset=0, whole_file=True))
    assert everywhere.startswith(f"# houserules: ignore-file[{RULE}]\n")
    assert session.open(everywhere) == []
    assert session.ask("rule_at", offset=everywhere.index(RULE))["rule"] == RULE


MANY = "from typing import Optional\n" + "".join(
    f"\n\ndef f{number}(key: Optional[int]) -> None:\n    print(key, {number})\n"
    for number in range(200)
)


def begin_fix_all(session: Session) -> None:
    message = {"id": 7, "method": "fix_all", "params": {"uri": "u", "rule": None}}
    assert session.service.handle(message) == []
    # It is interrupted whenever a message waits, and something is done each time.
    for _ in range(20):
        waits = iter((False, True))
        assert session.service.step(lambda waits=waits: next(waits)) == []


def test_fix_all_is_interrupted(session: Session) -> None:
    session.open(MANY)
    begin_fix_all(session)
    answers: list[dict[str, Any]] = []
    while (sent := session.service.step(lambda: False)) is not None:
        answers += sent
    [answer] = answers
    assert answer["id"] == 7
    assert applied(MANY, answer["result"]) == MANY.replace("Optional[int]", "int | None").replace(
        "from typing import Optional\n\n\n", ""
    )


def test_fix_all_gives_way_to_an_edit(session: Session) -> None:
    session.open(MANY)
    begin_fix_all(session)
    session.version += 1
    session.text = "# First.\n" + MANY
    edit = {"uri": "u", "version": session.version, "edits": [[0, 0, "# First.\n"]]}
    session.notify("edit", **edit)
    report, *_ = session.service.step(lambda: False) or [{}]
    assert report["params"]["version"] == session.version
    session._take([report])
    while not (sent := session.service.step(lambda: False)):
        assert sent is not None
    assert [(m["id"], m["error"]["code"]) for m in sent] == [(7, "content_modified")]


def test_fix_all_that_fails_is_answered(
    session: Session, monkeypatch: pytest.MonkeyPatch, capfd: pytest.CaptureFixture[str]
) -> None:
    session.open(HINT)
    with monkeypatch.context() as patched:
        patched.setattr("houserules.workspace.fixing.compute_fix", lambda *_: 1 / 0)
        assert session.ask("fix_all", rule=None)["code"] == "internal"
    assert "ZeroDivisionError at test_service.py" in capfd.readouterr().err
    assert session.ask("fix_all", rule=None)["edits"]


def test_fix_all_is_cancelled(session: Session) -> None:
    session.open(MANY)
    begin_fix_all(session)
    session.notify("cancel", id=7)
    session.notify("cancel", id=8)
    assert session.service.step(lambda: False) is None


def test_requests_that_cannot_be_answered(session: Session) -> None:
    assert session.ask("fix_all", rule=None)["code"] == "unknown_document"
    assert session.ask("no_such_request")["code"] == "unknown_method"


def test_without_settings_nothing_is_parsed_or_reported(tmp_path: Path) -> None:
    session = Session(tmp_path)
    assert session.open(HINT) == []
    assert session.ask("debug").get("units_analysed", 0) == 0
    assert session.ask("status")["profile"] is None


def test_settings_are_read_again(session: Session) -> None:
    session.open(HINT)
    file = session.folder / "houserules.toml"
    file.write_text('select = ["imports"]\n', encoding="utf-8")
    session.notify("files_changed", paths=[str(file)])
    assert session.settle() == []


def test_the_last_good_settings_stay_and_the_mistake_is_told(session: Session) -> None:
    session.open(HINT)
    file = session.folder / "houserules.toml"
    file.write_text('selekt = ["imports"]\n', encoding="utf-8")
    session.notify("files_changed", paths=[str(file)])
    assert session.settle() == [RULE]
    (problem,) = session.other[-1]["params"]["problems"]
    assert "selekt" in problem["message"]
    assert (problem["line"], problem["column"]) == (0, 0)
    file.write_text(f'select = ["{RULE}"]\n', encoding="utf-8")
    session.notify("files_changed", paths=[str(file)])
    session.settle()
    assert session.other[-1]["params"]["problems"] == []


def test_a_generated_file_is_left_alone(session: Session) -> None:
    assert session.open("# @generated by a tool\n" + HINT) == []


def test_a_huge_document_is_followed_but_not_checked(
    session: Session, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(documents, "LARGEST_DOCUMENT", 100)
    assert session.open(HINT + "# " + "x" * 100) == []
    assert session.edit(0, 0, "\n") == []
    assert session.edit(len(session.text) - 90, len(session.text), "") == [RULE]


def test_a_poisoned_unit_is_opaque_and_said(session: Session) -> None:
    session.open(HINT)
    unit = session.finding()["unit"]
    session.notify("configure", folders=[str(session.folder)], editor={}, poisoned=[unit])
    assert session.open(HINT) == ["syntax/not-analysed"]


def test_a_waiting_message_stops_the_work(session: Session) -> None:
    session.notify("open", uri="u", path=None, version=1, text=HINT * 50)
    steps = 0
    while session.service.step(lambda: True) == []:
        steps += 1
    assert steps > 50


def test_profile_is_written_with_comments_kept(tmp_path: Path) -> None:
    file = tmp_path / "pyproject.toml"
    file.write_text('# mine\n[project]\nname = "x"  # n\n', encoding="utf-8")
    session = Session(tmp_path)
    session.open(HINT)
    answer = session.ask("write_profile", folder=str(tmp_path), profile="recommended")
    assert answer == {"path": str(file)}
    text = file.read_text(encoding="utf-8")
    assert text.startswith('# mine\n[project]\nname = "x"  # n\n')
    assert '[tool.houserules]\nprofile = "recommended"' in text
    assert RULE in session.settle()


def test_profile_is_written_with_line_ends_kept(tmp_path: Path) -> None:
    file = tmp_path / "houserules.toml"
    file.write_bytes(b"# mine\r\nignore = []\r\n")
    Session(tmp_path).ask("write_profile", folder=str(tmp_path), profile="recommended")
    assert file.read_bytes() == b'# mine\r\nignore = []\r\nprofile = "recommended"\r\n'


NOT_WRITTEN = [
    pytest.param({"houserules.toml": b"select = [\n"}, "", "not valid TOML", id="broken"),
    pytest.param({"houserules.toml": b"# \xff\n"}, "", "not UTF-8", id="wrong encoding"),
    pytest.param({"pyproject.toml": b"tool = 3\n"}, "", "`tool`", id="no table"),
    pytest.param({"sub/houserules.toml": b""}, "sub", "no folder of the workspace", id="below"),
]


@pytest.mark.parametrize(("files", "folder", "message"), NOT_WRITTEN)
def test_profile_is_not_written(
    tmp_path: Path, files: dict[str, bytes], folder: str, message: str
) -> None:
    for name, data in files.items():
        (tmp_path / name).parent.mkdir(exist_ok=True)
        (tmp_path / name).write_bytes(data)
    answer = Session(tmp_path).ask(
        "write_profile", folder=str(tmp_path / folder), profile="recommended"
    )
    assert answer["code"] == "invalid_params"
    assert message in answer["message"]
    assert {name: (tmp_path / name).read_bytes() for name in files} == files


def test_an_unknown_profile_is_not_written(tmp_path: Path) -> None:
    answer = Session(tmp_path).ask("write_profile", folder=str(tmp_path), profile="x")
    assert answer["code"] == "invalid_params"
    assert "known are recommended" in answer["message"]
    assert list(tmp_path.iterdir()) == []


def test_settings_files_are_stated_again(tmp_path: Path) -> None:
    session = Session(tmp_path)
    session.open("x = 1\n")
    settings = tmp_path / "houserules.toml"
    assert session.service.handle({"method": "restate"}) == []
    settings.write_text("selekt = 1\n")
    [report] = session.service.handle({"method": "restate"})
    assert report["method"] == "settings_report"
    assert report["params"]["path"] == str(settings)
    assert session.service.handle({"method": "restate"}) == []


def test_profile_is_not_written_to_a_read_only_file(tmp_path: Path) -> None:
    file = tmp_path / "houserules.toml"
    file.touch(mode=0o444)
    answer = Session(tmp_path).ask("write_profile", folder=str(tmp_path), profile="recommended")
    assert (answer["code"], "read-only" in answer["message"]) == ("invalid_params", True)

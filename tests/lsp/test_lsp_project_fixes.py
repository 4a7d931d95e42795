"""Fixes over several files through the real server, applied to a folder the way an editor does."""

from __future__ import annotations

import os
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from fake_editor import PRODUCT, Editor, insertion
from pygls.exceptions import JsonRpcContentModified
from test_lsp_code_actions import pick, resolve, titles

from houserules.host.protocol import ProjectEdits
from houserules.lsp.convert import to_offset
from houserules.lsp.documents import Documents
from houserules.lsp.editor import Editor as EditorAbilities
from houserules.lsp.project_edits import project_edit
from houserules.lsp.uris import path_of
from houserules.text.document import Document
from houserules.text.lines import Encoding, Position

RULE = "config/no-environ"
SETTINGS = """[tool.houserules]
profile = "recommended"
select = ["config/no-environ", "project/feature-package", "typing/optional-syntax"]
"""
CONFIG = (
    "from pydantic_settings import BaseSettings\n\n\n"
    "class Settings(BaseSettings):\n"
    "    '😀'; name: str = '😀'\n"
    "    debug: bool = False\n\n\n"
    "def get_settings() -> Settings:\n    return Settings()\n"
)
MAIN = (
    "import os\nfrom typing import Optional\n\n\n"
    'def port(a: Optional[int]) -> str:\n    return os.environ["PORT"]\n'
)
FILES = {
    "pyproject.toml": SETTINGS,
    "app/__init__.py": "",
    "app/config.py": CONFIG,
    "app/main.py": MAIN,
    "app/plans/__init__.py": "",
    "app/plans/models.py": "",
    "app/plans/store.py": "",
    "app/plans/types.py": "",
    ".env.example": "NAME=😀",
}
PLACE = (5, 15)
FIX = "Read it through `get_settings()`"


def capabilities(
    *,
    changes: bool = True,
    operations: tuple[str, ...] = ("create", "rename", "delete"),
    disabled: bool = True,
    lazy: bool = True,
    encodings: tuple[str, ...] = ("utf-16",),
) -> dict[str, Any]:
    action: dict[str, Any] = {"disabledSupport": disabled}
    if lazy:
        action["resolveSupport"] = {"properties": ["edit"]}
    return {
        "general": {"positionEncodings": list(encodings)},
        "textDocument": {"codeAction": action},
        "workspace": {
            "workspaceEdit": {
                "documentChanges": changes,
                "resourceOperations": list(operations),
                "changeAnnotationSupport": {},
            },
        },
    }


class Project:
    """A folder, a server on it, and the documents that are open."""

    def __init__(self, folder: Path, editor: Editor) -> None:
        self.folder = folder
        self.editor = editor
        self.texts: dict[str, tuple[int, str]] = {}
        self.encoding = Encoding.UTF16

    def start(self, **options: Any) -> None:
        offered = capabilities(**options)
        folders = [{"uri": self.folder.as_uri(), "name": "project"}]
        result = self.editor.initialize(offered, workspaceFolders=folders)
        self.encoding = Encoding(result["capabilities"]["positionEncoding"])

    def uri(self, name: str) -> str:
        return (self.folder / name).as_uri()

    def open(self, name: str) -> None:
        text = (self.folder / name).read_text("utf-8")
        self.texts[self.uri(name)] = (1, text)
        self.editor.open(self.uri(name), text, language="toml" if "toml" in name else "python")

    def wait_for_finding(self, name: str, rule: str) -> None:
        self.editor.wait_for(
            lambda m: (
                m.get("method") == "textDocument/publishDiagnostics"
                and m["params"]["uri"] == self.uri(name)
                and rule in [d.get("code") for d in m["params"]["diagnostics"]]
            )
        )

    def fixes(self, place: tuple[int, int] = PLACE, **context: Any) -> list[Any]:
        """The actions that fix a finding at a place in the main module."""
        self.wait_until_ready()
        actions = self.editor.actions(self.uri("app/main.py"), place, **context)
        return [a for a in actions if a["title"].startswith(FIX)]

    def wait_until_ready(self) -> None:
        # A finding's fix appears with the index; asking again is what an editor does, too.
        uri = self.uri("app/main.py")
        for _ in range(200):
            if any(t.startswith(FIX) for t in titles(self.editor.actions(uri, PLACE))):
                return
            self.editor.quiet(0.05)
        raise AssertionError("the fix was never offered")

    def apply(self, edit: dict[str, Any]) -> None:
        """Do what a workspace edit says, strictly."""
        for change in edit["documentChanges"]:
            if change.get("kind") == "create":
                path = self._path(change["uri"])
                assert not path.exists()
                assert change["options"] == {"overwrite": False, "ignoreIfExists": False}
                path.write_text("")
            elif change.get("kind") == "rename":
                old, new = self._path(change["oldUri"]), self._path(change["newUri"])
                assert not new.exists()
                old.rename(new)
            else:
                self._edit(change["textDocument"], change["edits"])

    def read(self, name: str) -> str:
        known = self.texts.get(self.uri(name))
        return known[1] if known else (self.folder / name).read_text("utf-8")

    def _edit(self, identifier: dict[str, Any], edits: list[Any]) -> None:
        uri = identifier["uri"]
        known = self.texts.get(uri)
        path = self._path(uri)
        if known is None:
            assert identifier["version"] is None
            text = path.read_text("utf-8")
        else:
            version, text = known
            assert identifier["version"] == version
        document = Document.of(uri, 0, text)

        def at(place: dict[str, int]) -> int:
            position = Position(place["line"], place["character"])
            return to_offset(document, position, self.encoding)

        for item in sorted(edits, key=lambda e: at(e["range"]["start"]), reverse=True):
            start, end = at(item["range"]["start"]), at(item["range"]["end"])
            text = text[:start] + item["newText"] + text[end:]
        if known is None:
            path.write_text(text, "utf-8")
            return
        self.texts[uri] = (known[0] + 1, text)
        self.editor.change(uri, known[0] + 1, {"text": text})

    @staticmethod
    def _path(uri: str) -> Path:
        path = path_of(uri)
        assert path is not None
        return Path(path)


@pytest.fixture
def project(tmp_path: Path) -> Iterator[Project]:
    folder = tmp_path / "project"
    for name, text in FILES.items():
        path = folder / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text, "utf-8")
    environment = {**os.environ, "HOUSERULES_CACHE_DIR": str(tmp_path / "cache")}
    with Editor(PRODUCT, env=environment) as editor:
        yield Project(folder, editor)


@pytest.mark.parametrize("encoding", list(Encoding))
def test_a_fix_edits_open_and_closed_files(encoding: Encoding, project: Project) -> None:
    project.start(encodings=(encoding.value,))
    project.open("app/main.py")
    [fix] = project.fixes()
    assert fix["title"].startswith(f"{FIX} (unsafe: ")
    assert not fix.get("isPreferred")
    edit = resolve(project.editor, fix)["edit"]
    [(_, annotation)] = edit["changeAnnotations"].items()
    assert annotation["needsConfirmation"] is True
    assert annotation["label"] in fix["title"]
    project.apply(edit)
    assert "return get_settings().port" in project.read("app/main.py")
    assert project.read("app/config.py") == CONFIG.replace(
        "    debug: bool = False\n", "    debug: bool = False\n    port: str\n"
    )
    assert project.read(".env.example") == "NAME=😀\nPORT=\n"


def test_a_new_file_is_created_and_filled(project: Project) -> None:
    project.start()
    project.open("app/plans/__init__.py")
    project.wait_for_finding("app/plans/__init__.py", "project/feature-package")
    actions = project.editor.actions(project.uri("app/plans/__init__.py"), (0, 0))
    action = pick(actions, "Create `app/plans/errors.py`")
    project.apply(resolve(project.editor, action)["edit"])
    assert "class PlansNotFoundError" in project.read("app/plans/errors.py")


def test_never_a_part_of_fix_all(project: Project) -> None:
    project.start()
    project.open("app/main.py")
    project.wait_until_ready()
    uri = project.uri("app/main.py")
    [fix_all] = project.editor.actions(uri, PLACE, only=["source.fixAll"])
    edit = resolve(project.editor, fix_all)["edit"]
    [change] = edit["documentChanges"]
    assert change["textDocument"]["uri"] == uri
    project.apply(edit)
    assert "os.environ" in project.read("app/main.py")
    assert "Optional" not in project.read("app/main.py")


def test_an_unsaved_document_is_edited_at_its_version(project: Project) -> None:
    project.start()
    project.open("app/main.py")
    project.open("app/config.py")
    uri = project.uri("app/config.py")
    project.editor.change(uri, 2, insertion(0, 0, "# unsaved\n"))
    project.texts[uri] = (2, "# unsaved\n" + CONFIG)
    [fix] = project.fixes()
    project.apply(resolve(project.editor, fix)["edit"])
    assert project.read("app/config.py").startswith("# unsaved\n")
    assert "    port: str\n" in project.read("app/config.py")
    assert (project.folder / "app/config.py").read_text("utf-8") == CONFIG


UNABLE: dict[str, dict[str, Any]] = {
    "no document changes": {"changes": False},
    "no renaming": {"operations": ("create",)},
    "no operations": {"operations": ()},
}


@pytest.mark.parametrize("lazy", [True, False])
@pytest.mark.parametrize("name", UNABLE)
def test_editors_that_cannot_do_it_are_told_so(name: str, lazy: bool, project: Project) -> None:
    project.start(lazy=lazy, **UNABLE[name])
    project.open("app/main.py")
    [fix] = project.fixes()
    assert "several files" in fix["disabled"]["reason"]
    assert not {"edit", "data"} & fix.keys()


def test_or_are_not_offered_it(project: Project) -> None:
    project.start(operations=(), disabled=False)
    project.open("app/main.py")
    project.wait_for_finding("app/main.py", RULE)
    project.editor.quiet(1.0)
    offered = titles(project.editor.actions(project.uri("app/main.py"), PLACE))
    assert f"Ignore `{RULE}` on this line" in offered
    assert not any(title.startswith(FIX) for title in offered)


def test_eager_clients_get_the_edit_or_the_reason(project: Project) -> None:
    project.start(lazy=False)
    project.open("app/main.py")
    [fix] = project.fixes()
    assert len(fix["edit"]["documentChanges"]) == 3
    assert project.fixes(triggerKind=2) == []
    (project.folder / ".env.example").write_bytes(b"\xff")
    [fix] = project.fixes()
    assert fix["disabled"] == {"reason": ".env.example cannot be read"}


def _changed_document(project: Project) -> None:
    uri = project.uri("app/main.py")
    project.editor.change(uri, 2, {"text": MAIN.replace('"PORT"', '"HOST"')})


def _outside(project: Project) -> None:
    path = project.folder / "app/config.py"
    real = project.folder.parent / "config.py"
    path.rename(real)
    path.symlink_to(real)


def _unsaved(project: Project) -> None:
    project.editor.open(project.uri(".env.example"), "NAME=1\n", language="dotenv")


def _unreadable(project: Project) -> None:
    (project.folder / ".env.example").write_bytes(b"\xff")


REFUSED = {
    "the code changed": (_changed_document, -32801, "the code changed meanwhile"),
    "outside the workspace": (
        _outside,
        -32803,
        "app/config.py is outside ",
    ),
    "unsaved": (_unsaved, -32803, ""),
    "unreadable": (_unreadable, -32803, ".env.example cannot be read"),
}


@pytest.mark.parametrize("name", REFUSED)
def test_refused_in_words(name: str, project: Project) -> None:
    spoil, code, message = REFUSED[name]
    project.start()
    project.open("app/main.py")
    [fix] = project.fixes()
    spoil(project)
    answer = project.editor.answer_to(project.editor.start_request("codeAction/resolve", fix))
    assert answer["error"]["code"] == code
    assert answer["error"]["message"].startswith(message)
    if name == "unsaved":
        assert "is open with unsaved changes: save it first" in answer["error"]["message"]


def test_creations_come_first_and_new_names_last() -> None:
    documents = Documents()
    old = documents.open("file:///w/old.py", "python", 3, "a = 1\n")
    editor = EditorAbilities.of({"capabilities": capabilities()})
    answer: ProjectEdits = {
        "version": old.revision,
        "title": "Rename it",
        "files": [
            {"path": "/w/user.py", "edits": [(7, 10, "new")], "before": "import old\n"},
            {
                "path": "/w/old.py",
                "edits": [(0, 1, "b")],
                "uri": old.uri,
                "version": old.revision,
            },
        ],
        "created": [{"path": "/w/made.py", "text": "x = 1\n"}],
        "renamed": [{"path": "/w/old.py", "new_path": "/w/new.py"}],
    }
    edit = project_edit(editor, documents, answer, "look at it")
    order = [c.get("kind") or c["textDocument"]["uri"] for c in edit["documentChanges"]]
    assert order == [
        "create",
        "file:///w/made.py",
        "file:///w/user.py",
        "file:///w/old.py",
        "rename",
    ]
    renaming = edit["documentChanges"][-1]
    assert (renaming["oldUri"], renaming["newUri"]) == ("file:///w/old.py", "file:///w/new.py")
    assert renaming["options"] == {"overwrite": False, "ignoreIfExists": False}
    versions = [c["textDocument"]["version"] for c in edit["documentChanges"][1:4]]
    assert versions == [None, None, 3]
    documents.change(old, 4, ({"text": "c = 2\n"},), Encoding.UTF16)
    with pytest.raises(JsonRpcContentModified):
        project_edit(editor, documents, answer, "look at it")

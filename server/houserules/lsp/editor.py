"""What the editor on the other side can do, read once from `initialize`.

Read from plain values: clients leave things out and spell some of them their own way (Helix says
`workspace.diagnostic`), and none of that may cost them the session.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from houserules.lsp.convert import choose_encoding
from houserules.lsp.uris import path_of, uri_of
from houserules.lsp.wire import json_array, json_integer, json_object, json_strings
from houserules.text.lines import Encoding


@dataclass(frozen=True, slots=True)
class Editor:
    """The abilities that change what we send. Each is off unless the client announced it."""

    name: str = ""
    encoding: Encoding = Encoding.UTF16
    process_id: int | None = None
    folders: tuple[str, ...] = ()
    options: Mapping[str, Any] = field(default_factory=dict[str, Any])
    pull_diagnostics: bool = False
    register_diagnostics: bool = False
    refresh_diagnostics: bool = False
    related_information: bool = False
    diagnostic_tags: frozenset[int] = frozenset()
    code_description: bool = False
    resolve_edit: bool = False
    document_changes: bool = False
    change_annotations: bool = False
    resource_operations: frozenset[str] = frozenset()
    disabled_actions: bool = False
    apply_edit: bool = False
    configuration: bool = False
    register_configuration: bool = False
    register_watchers: bool = False
    show_document: bool = False
    notebooks: bool = False
    work_done_progress: bool = False

    @property
    def edits_projects(self) -> bool:
        """Whether one edit may reach several files, make new ones and rename some."""
        return self.document_changes and {"create", "rename"} <= self.resource_operations

    @staticmethod
    def of(params: Mapping[str, Any]) -> Editor:
        """Read the parameters of `initialize`; what is missing or of a wrong type is off."""
        read = _Reader(params.get("capabilities"))
        info = json_object(params.get("clientInfo")) or {}
        return Editor(
            name=str(info.get("name", "")),
            encoding=choose_encoding(read.value("general.positionEncodings")),
            process_id=json_integer(params.get("processId")),
            folders=_folders(params),
            options=json_object(params.get("initializationOptions")) or {},
            pull_diagnostics=read.present("textDocument.diagnostic"),
            register_diagnostics=read.flag("textDocument.diagnostic.dynamicRegistration"),
            refresh_diagnostics=read.flag("workspace.diagnostics.refreshSupport")
            or read.flag("workspace.diagnostic.refreshSupport"),
            related_information=read.flag("textDocument.publishDiagnostics.relatedInformation")
            or read.flag("textDocument.diagnostic.relatedInformation"),
            diagnostic_tags=read.numbers("textDocument.publishDiagnostics.tagSupport.valueSet")
            | read.numbers("textDocument.diagnostic.tagSupport.valueSet"),
            code_description=read.flag("textDocument.publishDiagnostics.codeDescriptionSupport")
            or read.flag("textDocument.diagnostic.codeDescriptionSupport"),
            resolve_edit="edit" in read.names("textDocument.codeAction.resolveSupport.properties"),
            document_changes=read.flag("workspace.workspaceEdit.documentChanges"),
            change_annotations=read.present("workspace.workspaceEdit.changeAnnotationSupport")
            and read.value("textDocument.codeAction.honorsChangeAnnotations") is not False,
            resource_operations=read.names("workspace.workspaceEdit.resourceOperations"),
            disabled_actions=read.flag("textDocument.codeAction.disabledSupport"),
            apply_edit=read.flag("workspace.applyEdit"),
            configuration=read.flag("workspace.configuration"),
            register_configuration=read.flag(
                "workspace.didChangeConfiguration.dynamicRegistration"
            ),
            register_watchers=read.flag("workspace.didChangeWatchedFiles.dynamicRegistration"),
            show_document=read.flag("window.showDocument.support"),
            notebooks=read.present("notebookDocument.synchronization"),
            work_done_progress=read.flag("window.workDoneProgress"),
        )


class _Reader:
    """Dotted look-ups in what the client announced."""

    def __init__(self, capabilities: object) -> None:
        self._capabilities = capabilities

    def value(self, path: str) -> object:
        value = self._capabilities
        for name in path.split("."):
            value = (json_object(value) or {}).get(name)
        return value

    def flag(self, path: str) -> bool:
        return self.value(path) is True

    def present(self, path: str) -> bool:
        return json_object(self.value(path)) is not None

    def names(self, path: str) -> frozenset[str]:
        return frozenset(json_strings(self.value(path)))

    def numbers(self, path: str) -> frozenset[int]:
        numbers = map(json_integer, json_array(self.value(path)) or ())
        return frozenset(number for number in numbers if number is not None)


def _folders(params: Mapping[str, Any]) -> tuple[str, ...]:
    """Return the workspace's folders as paths; `rootUri` and `rootPath` are the older spellings."""
    uris = folder_uris(params.get("workspaceFolders"))
    root_uri, root_path = params.get("rootUri"), params.get("rootPath")
    if not uris and isinstance(root_uri, str):
        uris = (root_uri,)
    if not uris and isinstance(root_path, str) and root_path:
        uris = (uri_of(root_path),)
    return tuple(path for uri in uris if (path := path_of(uri)) is not None)


def folder_uris(value: object) -> tuple[str, ...]:
    """Return the uris of a list of `WorkspaceFolder`, skipping what is none."""
    folders = map(json_object, json_array(value) or ())
    return tuple(json_strings([folder.get("uri") for folder in folders if folder is not None]))

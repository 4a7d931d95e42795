"""Layers in, settings out. Never raises for what users wrote: problems are values."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from packaging.specifiers import SpecifierSet

from houserules.analysis.module import Role
from houserules.analysis.severity import Severity
from houserules.settings.compose import Composition, convention_value
from houserules.settings.contradictions import note_contradictions
from houserules.settings.conventions import CONVENTIONS
from houserules.settings.document import Document, open_document
from houserules.settings.layer import Layer
from houserules.settings.locate import Path
from houserules.settings.model import DEFAULT_INCLUDE, Settings
from houserules.settings.read import read_layer
from houserules.settings.sources import (
    DEFAULT,
    Origin,
    ProfileTable,
    RuleCatalog,
    SettingsLayer,
    SettingsProblem,
)
from houserules.settings.target import DEFAULT_TARGET, oldest_allowed

DEFAULT_PROFILE = "recommended"


def load_settings(
    layers: Sequence[SettingsLayer],
    catalog: RuleCatalog,
    profiles: Mapping[str, ProfileTable],
    *,
    requires_python: str | None = None,
    version: str | None = None,
) -> Settings:
    """Read ``layers``, lowest first, into settings.

    Args:
        layers: Extended file, file, editor, command line; those that there are.
        catalog: The rules that may be named.
        profiles: The profiles that may be chosen.
        requires_python: That of the ``pyproject.toml`` in reach, where it is not a layer.
        version: The version of the running program, held against ``required-version``.
    """
    documents = [open_document(layer) for layer in layers]
    read = tuple(read_layer(document, catalog, profiles) for document in documents)
    chosen, names = _chosen_profiles(read)
    profile_layers, problems = _profile_layers(names, catalog, profiles)
    role_layers = (*profile_layers, *read)
    if not names:
        role_layers = (*_profile_layers((DEFAULT_PROFILE,), catalog, profiles)[0], *read)
    for document, layer in zip(documents, read, strict=True):
        _check_version(document, layer, version)
        _note_planned(document, layer, catalog)
        note_contradictions(document, layer, catalog)
        problems += document.problems
    values, origins, bases = _plain_values(read)
    target, origins["target-version",] = _target(read, documents, requires_python)
    origins["profile",] = chosen
    stack = (*profile_layers, *read)
    for convention in CONVENTIONS:
        path = ("conventions", convention.key)
        origins[path] = convention_value(convention, stack, catalog)[1]
    for layer in stack:
        origins |= {path: place for path, place in layer.origins.items() if path[0] == "rules"}
        origins |= {path: place for path, place in layer.origins.items() if path[0] == "severity"}
    roles, role_origins = _roles(role_layers, bases)
    return Settings(
        profiles=names,
        composition=Composition(profile_layers, read, catalog),
        roles=roles,
        target_version=target,
        include=values.get("include", DEFAULT_INCLUDE),
        exclude=values.get("exclude", ()),
        per_file_ignores=_per_file_ignores(read, origins, bases),
        defer_to_ruff=values.get("defer-to-ruff", True),
        diagnostics=values.get("diagnostics", "open-files"),
        baseline=values.get("baseline"),
        required_version=values.get("required-version"),
        origins=origins | role_origins,
        bases=bases,
        problems=tuple(problems),
    )


def _chosen_profiles(layers: Sequence[Layer]) -> tuple[Origin, tuple[str, ...]]:
    for layer in reversed(layers):
        if layer.profile is not None:
            return layer.origins["profile",], layer.profile
    if any(layer.select is not None for layer in layers):
        return DEFAULT, ()
    return DEFAULT, (DEFAULT_PROFILE,)


def _profile_layers(
    names: Sequence[str], catalog: RuleCatalog, profiles: Mapping[str, ProfileTable]
) -> tuple[tuple[Layer, ...], list[SettingsProblem]]:
    problems: list[SettingsProblem] = []
    layers: list[Layer] = []
    for name in names:
        profile = profiles[name]
        document = open_document(SettingsLayer(f"profile {name}", table=profile.table))
        layers.append(read_layer(document, catalog, profiles, profile=profile))
        problems += document.problems
    return tuple(layers), problems


def _check_version(document: Document, layer: Layer, version: str | None) -> None:
    wanted = layer.values.get("required-version")
    if wanted is None or version is None:
        return
    if not SpecifierSet(wanted).contains(version, prereleases=True):
        document.report(
            ("required-version",),
            f"these settings want houserules {wanted}; this is houserules {version}",
        )


def _note_planned(document: Document, layer: Layer, catalog: RuleCatalog) -> None:
    selections = (("select", layer.select or {}), ("extend-select", layer.extend_select))
    for key, selected in selections:
        for selector in selected:
            if "/" in selector and selector in catalog.planned and selector not in catalog.by_id:
                words = [str(word) for word in document.table.get(key, ())]
                document.report(
                    (key, words.index(selector)) if selector in words else (key,),
                    f"the rule `{selector}` is planned, this version does not check it",
                    severity=Severity.INFORMATION,
                )


def _plain_values(
    layers: Sequence[Layer],
) -> tuple[dict[str, Any], dict[Path, Origin], dict[Path, str]]:
    values: dict[str, Any] = {}
    origins: dict[Path, Origin] = {}
    bases: dict[Path, str] = {}
    for layer in layers:
        for name, value in layer.values.items():
            values[name] = value
            origins[name,] = layer.origins[name,]
            bases[name,] = layer.base
    return values, origins, bases


def _target(
    layers: Sequence[Layer], documents: Sequence[Document], requires_python: str | None
) -> tuple[tuple[int, int], Origin]:
    for layer in reversed(layers):
        if "target-version" in layer.values:
            return layer.values["target-version"], layer.origins["target-version",]
    declared = [
        requires_python,
        *(document.project.get("requires-python") for document in documents),
    ]
    for specifier in reversed(declared):
        if isinstance(specifier, str):
            oldest = oldest_allowed(specifier)
            if oldest is not None:
                return oldest, Origin("requires-python")
    return DEFAULT_TARGET, DEFAULT


def _roles(
    layers: Sequence[Layer], bases: dict[Path, str]
) -> tuple[tuple[tuple[Role, tuple[str, ...]], ...], dict[Path, Origin]]:
    roles: dict[Role, tuple[str, ...]] = {}
    origins: dict[Path, Origin] = {}
    for layer in reversed(layers):
        for role, globs in layer.roles.items():
            if role not in roles:
                roles[role] = globs
                origins["roles", role.value] = layer.origins["roles", role.value]
                bases["roles", role.value] = layer.base
    return tuple(roles.items()), origins


def _per_file_ignores(
    layers: Sequence[Layer], origins: dict[Path, Origin], bases: dict[Path, str]
) -> tuple[tuple[str, tuple[str, ...]], ...]:
    merged: dict[str, tuple[str, ...]] = {}
    for layer in layers:
        for glob, selectors in layer.per_file_ignores.items():
            merged[glob] = selectors
            origins["per-file-ignores", glob] = layer.origins["per-file-ignores", glob]
            bases["per-file-ignores", glob] = layer.base
    return tuple(merged.items())

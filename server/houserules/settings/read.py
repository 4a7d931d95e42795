"""One layer read: every value of the right type, every name a known one, the rest reported."""

from __future__ import annotations

import typing
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from packaging.specifiers import InvalidSpecifier, SpecifierSet

from houserules.analysis.module import Role
from houserules.analysis.severity import Severity
from houserules.settings import conventions, keys
from houserules.settings.document import Document
from houserules.settings.globs import pattern_problem
from houserules.settings.layer import Layer, Selector
from houserules.settings.locate import Path
from houserules.settings.sources import Origin, ProfileTable, RuleCatalog
from houserules.settings.suggest import one_of
from houserules.settings.target import KNOWN_TARGETS, target_name, target_named
from houserules.settings.values import REJECTED, convert, tupled

_MOST_PATTERNS = 1000


def read_layer(
    document: Document,
    catalog: RuleCatalog,
    profiles: typing.Collection[str],
    *,
    profile: ProfileTable | None = None,
) -> Layer:
    """Read an opened layer, the one of ``profile`` where that is given.

    Problems are added to ``document.problems``.
    """
    return _Reader(document, catalog, profiles).layer(profile)


@dataclass
class _Reader:
    document: Document
    catalog: RuleCatalog
    profiles: typing.Collection[str]
    origins: dict[Path, Origin] = field(default_factory=dict[Path, Origin])

    def layer(self, owner: ProfileTable | None) -> Layer:
        table = self._typed_table()
        profile = table.pop("profile", None)
        select = table.pop("select", None)
        return Layer(
            source=self.document.layer.source,
            profile_name=owner.name if owner else None,
            files=owner.files if owner else (),
            base=self.document.layer.base,
            profile=None if profile is None else self._profile(profile),
            select=None if select is None else self._selectors("select", select),
            extend_select=self._selectors("extend-select", table.pop("extend-select", ())),
            ignore=self._selectors("ignore", table.pop("ignore", ())),
            severity=self._severity(table.pop("severity", {})),
            per_file_ignores=self._per_file_ignores(table.pop("per-file-ignores", {})),
            roles=self._roles(table.pop("roles", {})),
            conventions=self._conventions(table.pop("conventions", {})),
            rules=self._rules(table.pop("rules", {})),
            values=self._values(table),
            origins=self.origins,
        )

    def _typed_table(self) -> dict[str, Any]:
        typed: dict[str, Any] = {}
        for name, value in self.document.table.items():
            key = keys.BY_NAME.get(name)
            if key is None:
                self.document.report((name,), self._unknown_key(name), key=True)
                continue
            # Options and conventions have types of their own, looked up by name later.
            converted = convert(value, key.wanted, (name,), self.document.report_value)
            if converted is not REJECTED:
                typed[name] = converted
                self._note((name,))
        return typed

    def _unknown_key(self, name: str) -> str:
        layer = self.document.layer
        if name == "tool" and layer.text is not None and not layer.pyproject:
            return f"unknown key `tool`: in {layer.source} the keys stand at top level"
        return f"unknown key `{name}`{self.document.did_you_mean(name, keys.BY_NAME)}"

    def _note(self, path: Path) -> None:
        self.origins[path] = self.document.origin(path)

    def _profile(self, value: str | tuple[str, ...]) -> tuple[str, ...]:
        single = isinstance(value, str)
        known: list[str] = []
        for index, name in enumerate((value,) if single else value):
            path: Path = ("profile",) if single else ("profile", index)
            if name in self.profiles:
                known.append(name)
            else:
                known_are = f"; known are {one_of(self.profiles)}"
                hint = self.document.did_you_mean(name, self.profiles) or known_are
                self.document.report(path, f"unknown profile `{name}`{hint}")
        return tuple(dict.fromkeys(known))

    def _selector(self, word: str, path: Path, *, key: bool = False) -> str | None:
        present = self.catalog.renamed.get(word)
        if present is not None:
            self.document.report(
                path,
                f"the rule `{word}` is now called `{present}`",
                key=key,
                severity=Severity.WARNING,
            )
            return present
        if word == "all" or word in self.catalog.areas:
            return word
        if word in self.catalog.areas.get(word.partition("/")[0], ()):
            return word
        hint = self.document.did_you_mean(word, (*self.catalog.selectors, *self.catalog.renamed))
        what = "rule" if "/" in word else "rule or area"
        self.document.report(path, f"unknown {what} `{word}`{hint}", key=key)
        return None

    def _selectors(self, name: str, words: tuple[str, ...]) -> dict[Selector, Origin]:
        found: dict[Selector, Origin] = {}
        for index, word in enumerate(words):
            selector = self._selector(word, (name, index))
            if selector is not None:
                found[selector] = self.document.origin((name, index))
        return found

    def _severity(self, table: Mapping[str, str]) -> dict[Selector, Severity]:
        found: dict[Selector, Severity] = {}
        for word, name in table.items():
            selector = self._selector(word, ("severity", word), key=True)
            if selector is not None:
                found[selector] = Severity.named(name)
                self.origins["severity", selector] = self.document.origin(("severity", word))
        return found

    def _per_file_ignores(
        self, table: Mapping[str, tuple[str, ...]]
    ) -> dict[str, tuple[Selector, ...]]:
        found: dict[str, tuple[Selector, ...]] = {}
        if len(table) > _MOST_PATTERNS:
            self.document.report(("per-file-ignores",), f"more than {_MOST_PATTERNS} patterns")
            return found
        for glob, words in table.items():
            path = ("per-file-ignores", glob)
            if not self._pattern(glob, path, key=True):
                continue
            selectors = [self._selector(word, (*path, i)) for i, word in enumerate(words)]
            found[glob] = tuple(selector for selector in selectors if selector is not None)
            self._note(path)
        return found

    def _roles(self, table: Mapping[str, tuple[str, ...]]) -> dict[Role, tuple[str, ...]]:
        known = [role.value for role in Role if role is not Role.OTHER]
        found: dict[Role, tuple[str, ...]] = {}
        for name, globs in table.items():
            if name not in known:
                hint = self.document.did_you_mean(name, known)
                self.document.report(("roles", name), f"unknown role `{name}`{hint}", key=True)
                continue
            found[Role(name)] = self._patterns(globs, ("roles", name))
            self._note(("roles", name))
        return found

    def _conventions(self, table: Mapping[str, Any]) -> dict[str, Any]:
        found: dict[str, Any] = {}
        for name, value in table.items():
            path = ("conventions", name)
            convention = conventions.BY_KEY.get(name)
            if convention is None:
                hint = self.document.did_you_mean(name, conventions.BY_KEY)
                self.document.report(path, f"unknown convention `{name}`{hint}", key=True)
                continue
            converted = convert(value, convention.wanted, path, self.document.report_value)
            if converted is not REJECTED:
                found[name] = converted
                self._note(path)
        return found

    def _rules(self, table: Mapping[str, Mapping[str, Any]]) -> dict[str, dict[str, Any]]:
        found: dict[str, dict[str, Any]] = {}
        for word, options in table.items():
            path = ("rules", word)
            if word == "all" or word in self.catalog.areas:
                self.document.report(
                    path, f'options belong to a rule such as "area/name", not to `{word}`', key=True
                )
                continue
            rule_id = self._selector(word, path, key=True)
            if rule_id is None:
                continue
            known = self.catalog.option_types.get(rule_id)
            for name, value in options.items():
                converted = self._option(rule_id, known, (*path, name), name, value)
                if converted is not REJECTED:
                    found.setdefault(rule_id, {})[name] = converted
                    self.origins["rules", rule_id, name] = self.document.origin((*path, name))
        return found

    def _option(
        self, rule_id: str, known: Mapping[str, Any] | None, path: Path, name: str, value: object
    ) -> Any:
        if known is None:
            return tupled(value)
        if name not in known:
            what = (
                f"option `{name}`{self.document.did_you_mean(name, known)}" if known else "options"
            )
            self.document.report(path, f"`{rule_id}` has no {what}", key=True)
            return REJECTED
        return convert(value, known[name], path, self.document.report_value)

    def _values(self, table: Mapping[str, Any]) -> dict[str, Any]:
        found = dict(table)
        for name in ("include", "exclude"):
            if name in found:
                found[name] = self._patterns(found[name], (name,))
        if "target-version" in found:
            target = self._target(found.pop("target-version"))
            if target is not None:
                found["target-version"] = target
        if "required-version" in found and not self._is_specifier(found["required-version"]):
            del found["required-version"]
        return found

    def _target(self, word: str) -> tuple[int, int] | None:
        target = target_named(word)
        if target is None:
            names = [target_name(known) for known in KNOWN_TARGETS]
            hint = (
                self.document.did_you_mean(word, names) or f"; known are {names[0]} to {names[-1]}"
            )
            self.document.report(
                ("target-version",), f'target-version: "{word}" is not a Python version{hint}'
            )
        return target

    def _is_specifier(self, word: str) -> bool:
        try:
            SpecifierSet(word)
        except InvalidSpecifier:
            self.document.report(
                ("required-version",),
                f'required-version: "{word}" is not a version specifier such as ">=0.1"',
            )
            return False
        return True

    def _patterns(self, globs: tuple[str, ...], path: Path) -> tuple[str, ...]:
        if len(globs) > _MOST_PATTERNS:
            self.document.report(path, f"more than {_MOST_PATTERNS} patterns")
            return ()
        return tuple(g for i, g in enumerate(globs) if self._pattern(g, (*path, i)))

    def _pattern(self, glob: str, path: Path, *, key: bool = False) -> bool:
        problem = pattern_problem(glob)
        if problem is not None:
            self.document.report(path, f"{problem}: `{glob[:60]}`", key=key)
        return problem is None

"""Ruff's settings for the files of a folder: a settings file on top of those that it extends."""

from __future__ import annotations

import posixpath
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from functools import cached_property
from types import MappingProxyType
from typing import Any, cast

from packaging.specifiers import InvalidSpecifier, SpecifierSet

from houserules.settings.ruff.defaults import (
    CONVENTION_LEAVES_OUT,
    DEFAULT_EXCLUDE,
    DEFAULT_INCLUDE,
    DEFAULT_SELECT,
    DEFAULT_TARGET,
    LATER_DEFAULT_SELECT,
    LATER_DEFAULTS_SINCE,
)
from houserules.settings.ruff.globs import FilePatterns, below, matches
from houserules.settings.ruff.layer import RuffLayer, strings
from houserules.settings.ruff.selectors import any_names, closeness, closest_to
from houserules.settings.sources import Origin
from houserules.settings.target import oldest_allowed, target_named
from houserules.settings.values import tupled

_PREFERRED: Mapping[str, str] = MappingProxyType({"D203": "D211", "D213": "D212"})
"""Codes that ruff turns off beside another one."""


@dataclass(frozen=True)
class RuffSettings:
    """The settings that ruff takes for a file.

    Attributes:
        layers: Extended files first, the nearest file last; never empty.
        requires_python: That of the project, where no layer brings one.
    """

    layers: tuple[RuffLayer, ...]
    requires_python: str | None = None
    _selected: dict[tuple[str, bool], Origin | None] = field(
        default_factory=dict[tuple[str, bool], "Origin | None"],
        init=False,
        repr=False,
        compare=False,
    )

    @property
    def source(self) -> RuffLayer:
        """The file that was found for the folder."""
        return self.layers[-1]

    def selected(self, code: str, *, preview: bool = False) -> Origin | None:
        """Where the setting stands that makes ruff report a code, ``None`` where it does not.

        Args:
            code: The code.
            preview: Whether ruff has it in preview mode only.
        """
        # A cache of a pure function; the values themselves never change.
        if (code, preview) not in self._selected:
            self._selected[code, preview] = self._selected_by_all(code, preview)
        return self._selected[code, preview]

    def _selected_by_all(self, code: str, preview: bool) -> Origin | None:
        chosen, by_full_code = self._chosen(code, preview)
        if chosen is None:
            return None
        if not by_full_code and code in self._left_out_by_convention:
            return None
        preferred = _PREFERRED.get(code)
        if preferred is not None and self.selected(preferred) is not None:
            return None
        return chosen

    def value(self, setting: str, default: Any) -> tuple[Any, Origin | None]:
        """The value of a setting below ``lint``, arrays as tuples, and where it was set."""
        path = setting.split(".")
        for layer in reversed(self.layers):
            found = layer.lint(*path)
            if found is not None:
                return tupled(found), layer.origin(*path)
        return default, None

    def checks(self, path: str) -> bool:
        """Whether ruff looks at a file at all; ``path`` is absolute, with ``/``."""
        if not self._included.match(path):
            return False
        folder = self.source.folder
        parts = path.removeprefix(folder + "/").split("/")
        names = (posixpath.join(folder, *parts[: end + 1]) for end in range(len(parts)))
        return not any(self._excluded.match(name) for name in names)

    def ignores_in(self, path: str, code: str) -> bool:
        """Whether ``per-file-ignores`` turn a code off in a file."""
        for layer, key in self._ignore_tables:
            for glob, selectors in layer.globs(key):
                if _is_for(glob, layer, path) and self._mean(selectors, code):
                    return True
        return False

    @cached_property
    def target(self) -> tuple[int, int]:
        """The oldest Python that ruff assumes."""
        for layer in reversed(self.layers):
            named = layer.value(("target-version",))
            target = target_named(named) if isinstance(named, str) else None
            if target is not None:
                return target
        declared = [*(layer.requires_python for layer in self.layers), self.requires_python]
        wanted = next((specifier for specifier in declared if specifier), None)
        return (oldest_allowed(wanted) if wanted else None) or DEFAULT_TARGET

    def target_of(self, path: str) -> tuple[int, int]:
        """The oldest Python that ruff assumes for a file; ``path`` is absolute, with ``/``.

        Where several patterns match, ruff's choice follows from no order that users see: the newest
        is taken, for which it reports most.
        """
        for layer in reversed(self.layers):
            table = layer.value(("per-file-target-version",))
            if table is None:
                continue
            named = [(g, target_named(v)) for g, v in _strings_by_glob(table)]
            found = [target for glob, target in named if target and _is_for(glob, layer, path)]
            return max(found, default=self.target)
        return self.target

    def _chosen(self, code: str, preview: bool) -> tuple[Origin | None, bool]:
        """Where a code is selected, and whether it is by its full name.

        The selections of the files apply one after the other; in each the closest selector
        decides, and of two equally close ones ``ignore``.
        """
        chosen = Origin("ruff's defaults") if any_names(self._defaults, code) else None
        if preview and not self._in_preview:
            return None, False
        by_full_code = False
        carried: Sequence[str] = ()
        for layer in self.layers:
            ignored = (*(layer.words("ignore") or ()), *(layer.words("extend-ignore") or ()))
            on, origin = self._closest(layer, code, preview)
            off = self._closest_of((*ignored, *carried), code)
            carried = ()
            is_on = on > off
            select = layer.words("select")
            if select is not None:
                chosen, by_full_code = (origin if is_on else None), on == closest_to(code)
                if not select and not layer.words("extend-select"):
                    # Ruff hands such ignores on to the file that extends this one.
                    carried = ignored
            elif max(on, off) >= 0:
                chosen = origin if is_on else None
                by_full_code = by_full_code or on == closest_to(code)
        return chosen, by_full_code

    def _closest(self, layer: RuffLayer, code: str, preview: bool) -> tuple[int, Origin | None]:
        """How closely a file selects a code, -1 where it does not, and where it stands."""
        best, place = -1, None
        for key in ("select", "extend-select"):
            for index, selector in enumerate(layer.words(key) or ()):
                found = closeness(selector, code, named=self._in_preview)
                if preview and self._needs_full_codes and found != closest_to(code):
                    continue
                if found is not None and found > best:
                    best, place = found, layer.origin(key, index)
        return best, place

    def _closest_of(self, selectors: Sequence[str], code: str) -> int:
        found = [closeness(selector, code, named=self._in_preview) for selector in selectors]
        return max((near for near in found if near is not None), default=-1)

    def _mean(self, selectors: Sequence[str], code: str) -> bool:
        return any_names(selectors, code, named=self._in_preview)

    @cached_property
    def _defaults(self) -> tuple[str, ...]:
        """What is selected where nothing is: newer versions of ruff select far more.

        They do so only where ``required-version`` rules out the older ones.
        """
        wanted = self._top("required-version")
        if not isinstance(wanted, str):
            return DEFAULT_SELECT
        specifier = wanted if wanted[:1] in "<>=!~" else f"=={wanted}"
        try:
            admitted = SpecifierSet(specifier)
        except InvalidSpecifier:
            return DEFAULT_SELECT
        older = (
            f"0.{minor}.{patch}" for minor in range(LATER_DEFAULTS_SINCE) for patch in range(100)
        )
        return DEFAULT_SELECT if any(v in admitted for v in older) else LATER_DEFAULT_SELECT

    @cached_property
    def _included(self) -> FilePatterns:
        own = self._patterns("include", DEFAULT_INCLUDE)
        return FilePatterns((*own, *self._added("extend-include")))

    @cached_property
    def _excluded(self) -> FilePatterns:
        own = self._patterns("exclude", DEFAULT_EXCLUDE)
        linted = self._patterns("exclude", (), lint=True)
        return FilePatterns((*own, *self._added("extend-exclude"), *linted))

    @cached_property
    def _left_out_by_convention(self) -> frozenset[str]:
        convention, _ = self.value("pydocstyle.convention", None)
        return CONVENTION_LEAVES_OUT.get(str(convention), frozenset())

    @cached_property
    def _in_preview(self) -> bool:
        for layer in reversed(self.layers):
            if isinstance(found := layer.value(("lint", "preview")), bool):
                return found
        return self._top("preview") is True

    @cached_property
    def _needs_full_codes(self) -> bool:
        return self.value("explicit-preview-rules", False)[0] is True

    @cached_property
    def _ignore_tables(self) -> tuple[tuple[RuffLayer, str], ...]:
        """The tables in force: the nearest ``per-file-ignores``, every ``extend-…``."""
        plain = [layer for layer in self.layers if layer.lint("per-file-ignores") is not None]
        return (
            *((layer, "per-file-ignores") for layer in plain[-1:]),
            *((layer, "extend-per-file-ignores") for layer in self.layers),
        )

    def _top(self, key: str) -> Any:
        found = (layer.value((key,)) for layer in reversed(self.layers))
        return next((value for value in found if value is not None), None)

    def _patterns(
        self, key: str, default: tuple[str, ...], *, lint: bool = False
    ) -> list[tuple[str, str]]:
        """The patterns of the nearest file that sets the key, each with its folder."""
        path = ("lint", key) if lint else (key,)
        for layer in reversed(self.layers):
            found = strings(layer.value(path))
            if found is not None:
                return [(layer.folder, pattern) for pattern in found]
        return [(self.source.folder, pattern) for pattern in default]

    def _added(self, key: str) -> list[tuple[str, str]]:
        """The patterns that all files together add."""
        return [
            (layer.folder, pattern)
            for layer in self.layers
            for pattern in strings(layer.value((key,))) or ()
        ]


def _is_for(glob: str, layer: RuffLayer, path: str) -> bool:
    """Whether the glob of a table is for a file; one with ``!`` is for all others."""
    pattern, name = glob.removeprefix("!"), path.rpartition("/")[2]
    inside = matches(pattern, name) or matches(below(layer.folder, pattern), path)
    return inside != glob.startswith("!")


def _strings_by_glob(table: Any) -> Iterator[tuple[str, str]]:
    if isinstance(table, dict):
        for glob, value in cast("Mapping[str, Any]", table).items():
            if isinstance(value, str):
                yield glob, value

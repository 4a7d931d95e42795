"""Every transform as a LibCST codemod of its own.

``python -m libcst.tool codemod -x houserules.transforms.codemod.OptionalToPipe PATH`` applies the
transform ``optional-to-pipe`` wherever its ``sites`` see one. A command does what the editor's
quick fix does, with the same checks; options of rules are not known here.
"""

from __future__ import annotations

import argparse
from collections.abc import Iterable, Iterator, Mapping, Sequence
from pathlib import PurePath
from types import MappingProxyType
from typing import ClassVar

import libcst as cst
from libcst.codemod import CodemodContext, VisitorBasedCodemodCommand

from houserules.analysis.engine import ModuleAnalysis
from houserules.analysis.finding import Fix
from houserules.analysis.module import ModuleInfo
from houserules.analysis.rewrite import RewritePass
from houserules.analysis.ruleset import compile_rules
from houserules.extractors.bindings import BINDINGS
from houserules.fixes.check import Site, check_rewrite
from houserules.fixes.merge import Rewrite, merged
from houserules.fixes.transform import Transform
from houserules.syntax.cache import ParseCache
from houserules.transforms.applying import compute_fix, finish
from houserules.transforms.bare_excepts import name_bare_except
from houserules.transforms.blocking_sleep import blocking_sleep_to_await
from houserules.transforms.client_parameter import client_to_parameter
from houserules.transforms.collection_types import collection_to_typing, typing_to_collection
from houserules.transforms.depends_style import marker_to_annotation, marker_to_default
from houserules.transforms.docstrings import add_docstring
from houserules.transforms.extra_to_context import extra_to_bind, extra_to_keywords
from houserules.transforms.move_route import move_route_above
from houserules.transforms.mutable_default import mutable_default_to_none
from houserules.transforms.optional_types import optional_to_pipe, pipe_to_optional
from houserules.transforms.organise_imports import organise_imports
from houserules.transforms.pydantic_config import config_class_to_dict, config_dict_to_class
from houserules.transforms.rename_nested import rename_nested
from houserules.transforms.shared_client import share_http_client
from houserules.transforms.transactions import add_commit, commit_to_flush
from houserules.transforms.type_checking_import import import_to_type_checking
from houserules.transforms.typing_imports import typing_import_to_syntax

TRANSFORMS: tuple[Transform, ...] = (
    add_commit,
    add_docstring,
    blocking_sleep_to_await,
    client_to_parameter,
    collection_to_typing,
    commit_to_flush,
    config_class_to_dict,
    config_dict_to_class,
    extra_to_bind,
    extra_to_keywords,
    import_to_type_checking,
    marker_to_annotation,
    marker_to_default,
    move_route_above,
    mutable_default_to_none,
    name_bare_except,
    optional_to_pipe,
    organise_imports,
    pipe_to_optional,
    rename_nested,
    share_http_client,
    typing_import_to_syntax,
    typing_to_collection,
)
"""The transforms that edit one file, by id; the others need a project, see `houserules fix`."""

_MOST_ROUNDS = 10
_DEFAULT_TARGET = "3.11"


def apply_everywhere(transform: Transform, text: str, module: ModuleInfo) -> str:
    """Apply a transform at all its sites, again and again until none is left.

    Args:
        transform: The transform; must have ``sites``.
        text: The source of a module.
        module: What is known of it beside its text.

    Returns:
        The new source; edits that would break a promise of their transform are left out.
    """
    rules = compile_rules([], also_extract=(BINDINGS, *transform.requires))
    seen = {text}
    for _ in range(_MOST_ROUNDS):
        analysis = ModuleAnalysis(rules, module, ParseCache().parse)
        analysis.open(text)
        analysis.extract()
        after = _one_round(analysis, transform)
        if after in seen:
            break
        seen.add(after)
        text = after
    return text


def _one_round(analysis: ModuleAnalysis, transform: Transform) -> str:
    candidates = list(_rewrites(analysis, transform))
    text = _sound(analysis, candidates)
    if text is None:
        sound = [c for c in candidates if _sound(analysis, [c]) is not None]
        text = _sound(analysis, sound)
    return analysis.text if text is None else text


def _rewrites(analysis: ModuleAnalysis, transform: Transform) -> Iterator[tuple[Rewrite, Site]]:
    assert transform.sites is not None
    for index, state in enumerate(tuple(analysis.states)):
        unit_pass = RewritePass(analysis, state)
        for node in unit_pass.visit():
            if not isinstance(node, transform.on):
                continue
            for reference in list(transform.sites(unit_pass, node)):
                at = node if reference.node is None else reference.node
                fix = Fix.of(reference, unit_pass.pointer(at))
                rewrite = compute_fix(analysis, state, fix)
                if rewrite is not None:
                    place = fix.pointer.span.shifted(analysis.tree.start(index))
                    yield rewrite, Site(index, transform.reach, rewrite.edits, place)


def _sound(analysis: ModuleAnalysis, candidates: Sequence[tuple[Rewrite, Site]]) -> str | None:
    """The text that rewrites make together, unless they break a promise."""
    together, used = merged(rewrite for rewrite, _ in candidates)
    after = finish(analysis, together)
    sites = [candidates[i][1] for i in used]
    violation = check_rewrite(
        analysis.tree, after.tree, after.edits, together, sites, analysis.parse
    )
    return after.text if violation is None else None


class TransformCommand(VisitorBasedCodemodCommand):
    """A LibCST command that applies one transform; see ``COMMANDS``."""

    transform: ClassVar[Transform]

    def __init__(
        self,
        context: CodemodContext,
        target_version: str = _DEFAULT_TARGET,
        local_packages: Iterable[str] = (),
    ) -> None:
        """LibCST gives the context, the command line the rest; see ``add_args``."""
        super().__init__(context)
        major, _, minor = target_version.removeprefix("py").partition(".")
        self._target = (int(major), int(minor))
        self._local_packages = frozenset(local_packages)

    @staticmethod
    def add_args(arg_parser: argparse.ArgumentParser) -> None:
        """Add ``--target-version`` and ``--local-packages`` to the command line."""
        arg_parser.add_argument(
            "--target-version",
            default=_DEFAULT_TARGET,
            metavar="VERSION",
            help=f"The oldest Python that the code runs on, {_DEFAULT_TARGET} if not given.",
        )
        arg_parser.add_argument(
            "--local-packages",
            default=(),
            metavar="NAMES",
            type=_names,
            help="The top-level packages of the project, parted by commas.",
        )

    def transform_module_impl(self, tree: cst.Module) -> cst.Module:
        """Apply the transform to a module."""
        before = tree.code
        module = ModuleInfo(
            name=self.context.full_module_name or "",
            is_package=PurePath(self.context.filename or "").name == "__init__.py",
            target_version=self._target,
            local_packages=self._local_packages,
        )
        after = apply_everywhere(self.transform, before, module)
        return tree if after == before else cst.parse_module(after, tree.config_for_parsing)


def _names(text: str) -> tuple[str, ...]:
    return tuple(name.strip() for name in text.split(",") if name.strip())


def command_name(transform: Transform) -> str:
    """The class name of a transform's command: ``OptionalToPipe``."""
    return "".join(word.capitalize() for word in transform.id.split("-"))


def _command(transform: Transform) -> type[TransformCommand]:
    title = transform.title.replace("{", "").replace("}", "")
    members = {
        "DESCRIPTION": f"{title} ({transform.safety}).",
        "__doc__": f"{title}.",
        "__module__": __name__,
        "transform": transform,
    }
    return type(command_name(transform), (TransformCommand,), members)


COMMANDS: Mapping[str, type[TransformCommand]] = MappingProxyType(
    {command_name(transform): _command(transform) for transform in TRANSFORMS}
)
"""Class name → command; each is also an attribute of this module, where LibCST looks for it."""


def __getattr__(name: str) -> type[TransformCommand]:
    try:
        return COMMANDS[name]
    except KeyError:
        raise AttributeError(f"module {__name__!r} has no attribute {name!r}") from None

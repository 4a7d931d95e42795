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
from houserules.transforms.abstract_classes import abc_to_protocol
from houserules.transforms.add_timeout import add_timeout
from houserules.transforms.any_types import any_to_object, explain_any
from houserules.transforms.applying import compute_fix, finish
from houserules.transforms.async_with import hand_to_async_with, with_to_async_with
from houserules.transforms.await_call import await_call
from houserules.transforms.bare_excepts import name_bare_except
from houserules.transforms.bind_context import bind_context
from houserules.transforms.blocking_sleep import blocking_sleep_to_await
from houserules.transforms.bound_query import bound_query
from houserules.transforms.call_to_thread import call_to_thread
from houserules.transforms.camel_alias import add_camel_alias
from houserules.transforms.challenge_header import add_challenge_header
from houserules.transforms.class_attributes import document_attributes
from houserules.transforms.client_parameter import client_to_parameter
from houserules.transforms.close_client import add_closer
from houserules.transforms.collection_types import collection_to_typing, typing_to_collection
from houserules.transforms.config_key import config_key_to_v2
from houserules.transforms.config_setting import set_enum_values, set_populate_by_name
from houserules.transforms.constraint_placement import field_to_annotated, field_to_default
from houserules.transforms.context_managers import add_asynccontextmanager, to_asynccontextmanager
from houserules.transforms.default_factory import default_to_factory
from houserules.transforms.delete_comments import delete_commented_code, delete_restating_comment
from houserules.transforms.depends_style import marker_to_annotation, marker_to_default
from houserules.transforms.derive_from import derive_from
from houserules.transforms.docstring_args import (
    add_arguments,
    drop_arguments,
    rename_argument,
    reorder_arguments,
)
from houserules.transforms.docstring_conversion import to_google_sections
from houserules.transforms.docstring_example import add_example
from houserules.transforms.docstring_filler import drop_filler
from houserules.transforms.docstring_headings import retitle_section
from houserules.transforms.docstring_layout import lay_out_docstring
from houserules.transforms.docstring_results import (
    add_raises_section,
    add_returns_section,
    add_yields_section,
    drop_returns_section,
)
from houserules.transforms.docstrings import add_docstring
from houserules.transforms.endpoint_list import list_endpoints
from houserules.transforms.error_detail import add_detail
from houserules.transforms.error_message import write_error_message
from houserules.transforms.event_loops import get_running_loop, loop_to_asyncio_run
from houserules.transforms.event_name import write_event_name
from houserules.transforms.exclude_field import exclude_field
from houserules.transforms.executor_to_thread import executor_to_thread
from houserules.transforms.explain_ignore import explain_ignore
from houserules.transforms.extra_to_context import extra_to_bind, extra_to_keywords
from houserules.transforms.field_description import describe_field
from houserules.transforms.field_kwargs import field_keyword_to_v2
from houserules.transforms.field_regex import regex_to_pattern
from houserules.transforms.gather_awaits import gather_awaits
from houserules.transforms.interpolation import arguments_for_f_string, context_for_f_string
from houserules.transforms.json_dicts import dict_with_parameters
from houserules.transforms.keyword_status import keyword_status
from houserules.transforms.literal_choices import string_to_literal
from houserules.transforms.lock_shared_state import lock_shared_state
from houserules.transforms.log_exception import add_exc_info, log_exception
from houserules.transforms.model_methods import model_method_to_v2
from houserules.transforms.module_docstring import add_module_docstring
from houserules.transforms.move_route import move_route_above
from houserules.transforms.moved_imports import import_from_source
from houserules.transforms.mutable_default import mutable_default_to_none
from houserules.transforms.narrow_handler import narrow_handler
from houserules.transforms.optional_types import optional_to_pipe, pipe_to_optional
from houserules.transforms.organise_imports import organise_imports
from houserules.transforms.parameter_annotation import annotate_parameter
from houserules.transforms.postponed_annotations import postpone_annotations
from houserules.transforms.print_to_log import print_to_log
from houserules.transforms.pydantic_config import config_class_to_dict, config_dict_to_class
from houserules.transforms.raise_for_status import check_status
from houserules.transforms.rate_limits import add_request, limit_below_route
from houserules.transforms.rename_local import rename_local
from houserules.transforms.rename_nested import rename_nested
from houserules.transforms.request_through_client import request_through_client
from houserules.transforms.retry_policy import complete_retry
from houserules.transforms.return_annotation import annotate_return
from houserules.transforms.return_to_raise import return_to_raise
from houserules.transforms.secret_str import string_to_secret
from houserules.transforms.settings_import import settings_import
from houserules.transforms.shared_client import share_http_client
from houserules.transforms.sink_limits import limit_sink
from houserules.transforms.sql_parameters import bind_parameters
from houserules.transforms.status_attribute import add_status, call_super_init
from houserules.transforms.string_enums import enum_to_mixin, enum_to_strenum
from houserules.transforms.transactions import add_commit, commit_to_flush
from houserules.transforms.type_alias import type_alias_to_statement
from houserules.transforms.type_checking_import import import_to_type_checking
from houserules.transforms.type_parameters import (
    give_up_type_variable,
    type_variables_to_parameters,
)
from houserules.transforms.typing_forms import merge_typing_imports, typing_module_to_names
from houserules.transforms.typing_imports import typing_import_to_syntax
from houserules.transforms.union_types import pipe_to_union, union_to_pipe
from houserules.transforms.unmangle import unmangle
from houserules.transforms.validators import validator_to_v1, validator_to_v2

TRANSFORMS: tuple[Transform, ...] = (
    abc_to_protocol,
    add_asynccontextmanager,
    add_camel_alias,
    add_challenge_header,
    add_closer,
    add_commit,
    add_detail,
    add_docstring,
    add_arguments,
    add_example,
    add_exc_info,
    add_module_docstring,
    add_raises_section,
    add_request,
    add_returns_section,
    add_status,
    add_timeout,
    add_yields_section,
    annotate_parameter,
    annotate_return,
    any_to_object,
    arguments_for_f_string,
    await_call,
    bind_context,
    bind_parameters,
    blocking_sleep_to_await,
    bound_query,
    call_super_init,
    call_to_thread,
    check_status,
    client_to_parameter,
    collection_to_typing,
    commit_to_flush,
    complete_retry,
    config_class_to_dict,
    config_dict_to_class,
    config_key_to_v2,
    context_for_f_string,
    default_to_factory,
    delete_commented_code,
    delete_restating_comment,
    derive_from,
    describe_field,
    dict_with_parameters,
    document_attributes,
    drop_arguments,
    drop_filler,
    drop_returns_section,
    enum_to_mixin,
    enum_to_strenum,
    exclude_field,
    executor_to_thread,
    explain_any,
    explain_ignore,
    extra_to_bind,
    extra_to_keywords,
    field_keyword_to_v2,
    field_to_annotated,
    field_to_default,
    gather_awaits,
    get_running_loop,
    give_up_type_variable,
    hand_to_async_with,
    import_from_source,
    import_to_type_checking,
    keyword_status,
    lay_out_docstring,
    limit_below_route,
    limit_sink,
    list_endpoints,
    lock_shared_state,
    log_exception,
    loop_to_asyncio_run,
    marker_to_annotation,
    marker_to_default,
    merge_typing_imports,
    model_method_to_v2,
    move_route_above,
    mutable_default_to_none,
    name_bare_except,
    narrow_handler,
    optional_to_pipe,
    organise_imports,
    pipe_to_optional,
    pipe_to_union,
    postpone_annotations,
    print_to_log,
    regex_to_pattern,
    rename_argument,
    rename_local,
    rename_nested,
    reorder_arguments,
    request_through_client,
    retitle_section,
    return_to_raise,
    set_enum_values,
    set_populate_by_name,
    settings_import,
    share_http_client,
    string_to_literal,
    string_to_secret,
    to_asynccontextmanager,
    to_google_sections,
    type_alias_to_statement,
    type_variables_to_parameters,
    typing_import_to_syntax,
    typing_module_to_names,
    typing_to_collection,
    union_to_pipe,
    unmangle,
    validator_to_v1,
    validator_to_v2,
    with_to_async_with,
    write_error_message,
    write_event_name,
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

"""What methods that create, read, update and delete are called, and what they should be."""

from __future__ import annotations

from collections.abc import Mapping
from enum import Enum
from types import MappingProxyType

import libcst as cst

from houserules.analysis.structure import dotted_name
from houserules.extractors.declared_types import parameters_of
from houserules.extractors.word_case import words_of
from houserules.extractors.word_number import plural_of

CRUD_NAMES: Mapping[str, tuple[str, ...]] = MappingProxyType(
    {
        "get_one": (
            "get", "get_by_id", "get_by_uuid", "find", "find_one", "find_by_id", "fetch",
            "fetch_one", "retrieve", "read", "load",
        ),
        "get_list": (
            "get_all", "list", "list_all", "find_all", "fetch_all", "all", "get_many",
        ),
        "get_plist": (
            "get_page", "get_paginated", "list_paginated", "paginate", "list_page",
            "search_paginated",
        ),
        "create_one": ("create", "add", "insert", "save", "store"),
        "create_batch": ("create_many", "bulk_create", "create_all", "insert_many", "add_all"),
        "delete_one": ("delete", "remove", "destroy", "delete_by_id"),
        "delete_batch": ("delete_many", "bulk_delete", "remove_all"),
        "update_one": ("update", "patch", "modify", "edit"),
    }
)  # fmt: skip
"""Wanted name → the names that it stands for, where settings give no others."""

_OF_MANY = {"get_one": "get_list", "create_one": "create_batch", "delete_one": "delete_batch"}
_PAGES = frozenset({"tuple", "Tuple"})
_LISTS = frozenset({"list", "List", "Sequence"})


def crud_name(
    names: Mapping[str, tuple[str, ...]], name: str, owner: str, method: cst.FunctionDef
) -> str:
    """What a method should be called, ``""`` where its name is none of those.

    Args:
        names: Wanted name → its synonyms.
        name: The name of the method.
        owner: Its class; the noun in it is taken off the name. ``""`` to leave the noun there.
        method: What it takes and returns tells lists, pages and single things apart.
    """
    verb, is_many = _without_noun(name, owner)
    wanted = next((new for new, synonyms in names.items() if verb in synonyms), "")
    if verb in names and verb != name:
        # `get_one_plan`: the wanted name with the noun.
        return verb
    if is_many and wanted in _OF_MANY:
        wanted = _OF_MANY[wanted] if _OF_MANY[wanted] in names else ""
    elif is_many and wanted == "update_one":
        return ""
    if wanted in ("get_one", "get_list"):
        told = told_by_signature(method)
        wanted = told if told in names else wanted
    return wanted


class Shape(Enum):
    """What an annotation says of how many things a method gives."""

    NAME = "a class, or a name for something"
    LIST = "a list"
    PAGE = "a list and a number"
    PAGINATED = "a response that is a page"
    OPTIONAL = "something or nothing"
    OTHER = "another generic type"


def shape_of(annotation: cst.BaseExpression) -> Shape:
    """How many things an annotation stands for."""
    if isinstance(annotation, cst.BinaryOperation):
        sides = {dotted_name(annotation.left), dotted_name(annotation.right)}
        return Shape.OPTIONAL if "None" in sides else Shape.OTHER
    outer = annotation.value if isinstance(annotation, cst.Subscript) else annotation
    word = dotted_name(outer).rpartition(".")[2]
    if "Paginated" in word:
        return Shape.PAGINATED
    if word in _PAGES and _first_is_list(annotation):
        return Shape.PAGE
    if word in _LISTS:
        return Shape.LIST
    if word == "Optional":
        return Shape.OPTIONAL
    return Shape.NAME if isinstance(annotation, cst.Name | cst.Attribute) else Shape.OTHER


def told_by_signature(method: cst.FunctionDef) -> str:
    """``get_plist``, ``get_list`` or ``""``, by what a method that reads takes and returns."""
    taken = {param.name.value for param in parameters_of(method)}
    if {"limit", "offset"} <= taken or {"page", "limit"} <= taken or {"page", "page_size"} <= taken:
        return "get_plist"
    if method.returns is None:
        return ""
    told = {Shape.PAGE: "get_plist", Shape.PAGINATED: "get_plist", Shape.LIST: "get_list"}
    return told.get(shape_of(method.returns.annotation), "")


def _first_is_list(returned: cst.CSTNode) -> bool:
    if not isinstance(returned, cst.Subscript) or len(returned.slice) != 2:
        return False
    first = returned.slice[0].slice
    value = first.value if isinstance(first, cst.Index) else None
    is_list = isinstance(value, cst.Subscript)
    return is_list and dotted_name(value.value).rpartition(".")[2] in _LISTS


def _without_noun(name: str, owner: str) -> tuple[str, bool]:
    """A name without the noun of its class, and whether that was the plural."""
    noun = words_of(owner)[:-1]
    if not noun:
        return name, False
    words = tuple(name.split("_"))
    many = (*noun[:-1], plural_of(noun[-1]))
    for form, is_many in ((many, True), (noun, False)):
        for start in range(1, len(words) - len(form) + 1):
            if words[start : start + len(form)] == form:
                rest = words[:start] + words[start + len(form) :]
                return "_".join(rest), is_many
    return name, False

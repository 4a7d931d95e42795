"""The words of settings, read from the JSON schema that the package ships."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from enum import Enum
from typing import Any

from houserules.lsp.settings_caret import Caret, Keys, Place
from houserules.lsp.wire import json_array, json_object, json_strings

TABLE = ("tool", "houserules")
"""The table of a ``pyproject.toml`` that holds settings."""


class WordKind(Enum):
    """What a word is."""

    KEY = "key"
    VALUE = "value"
    RULE = "rule"
    AREA = "area"


@dataclass(frozen=True, slots=True)
class Word:
    """A word that can be written at some place.

    Attributes:
        text: The word, without quotes.
        kind: What it is.
        detail: A line about it.
        is_string: Whether it is written in quotes where values stand.
    """

    text: str
    kind: WordKind
    detail: str = ""
    is_string: bool = True


class SettingsWords:
    """What can be written where; knows the schema's shape, not what its words mean."""

    def __init__(self, schema: Mapping[str, Any]) -> None:
        """Take the schema as it is shipped."""
        self._schema = dict(schema)
        definitions = json_object(schema.get("definitions")) or {}
        selector = json_object(definitions.get("selector")) or {}
        self._selectors = tuple(json_strings(selector.get("enum")))
        rules = (json_object(schema.get("properties")) or {}).get("rules")
        self._rules = json_object((json_object(rules) or {}).get("properties")) or {}

    def selectors(self) -> list[Word]:
        """The words that select rules: ``all``, areas, ids."""
        return [self._selector(text) for text in self._selectors]

    def file_keys(self) -> frozenset[str]:
        """The keys that settings files have at top level."""
        return frozenset(json_object(self._schema.get("properties")) or {})

    def profiles(self) -> list[str]:
        """The names of the built-in profiles."""
        node = self._node(("profile",)) or {}
        return [word.text for word in self._values(node, in_array=False)]

    def at(self, caret: Caret, *, pyproject: bool) -> list[Word]:
        """The words that can stand at a caret, without those that stand beside it."""
        keys = caret.keys
        if pyproject:
            if caret.place is Place.HEADER and len(keys) < len(TABLE):
                whole = ".".join(TABLE[len(keys) :])
                detail = "The settings of houserules."
                return [Word(whole, WordKind.KEY, detail)] if keys == TABLE[: len(keys)] else []
            if keys[: len(TABLE)] != TABLE:
                return []
            keys = keys[len(TABLE) :]
        node = self._node(keys)
        if node is None:
            return []
        match caret.place:
            case Place.HEADER:
                found = [w for w in self._keys(node) if self._is_table((*keys, w.text))]
            case Place.KEY:
                found = list(self._keys(node))
            case Place.VALUE:
                found = list(self._values(node, in_array=caret.in_array))
        return [word for word in found if word.text not in caret.present]

    def description(self, keys: Keys, *, pyproject: bool) -> str | None:
        """What the schema says about a key, ``None`` for one that it does not know."""
        if pyproject:
            if keys[: len(TABLE)] != TABLE:
                return None
            keys = keys[len(TABLE) :]
        node = self._node(keys)
        found = node.get("description") if node else None
        return found if isinstance(found, str) else None

    def _selector(self, text: str) -> Word:
        if "/" not in text:
            detail = "every rule" if text == "all" else f"every rule of the area {text}"
            return Word(text, WordKind.AREA, detail)
        title = (json_object(self._rules.get(text)) or {}).get("description", "")
        return Word(text, WordKind.RULE, str(title) or "planned, this version does not check it")

    def _node(self, keys: Keys) -> dict[str, Any] | None:
        """The schema of the value at a path of keys."""
        node: dict[str, Any] | None = self._schema
        for key in keys:
            properties = json_object((node or {}).get("properties")) or {}
            further = json_object((node or {}).get("additionalProperties"))
            node = json_object(properties.get(key)) or further
        return node

    def _is_table(self, keys: Keys) -> bool:
        return (self._node(keys) or {}).get("type") == "object"

    def _keys(self, node: Mapping[str, Any]) -> Iterator[Word]:
        for name, schema in (json_object(node.get("properties")) or {}).items():
            described = (json_object(schema) or {}).get("description")
            if "/" in name:
                yield self._selector(name)
            else:
                yield Word(name, WordKind.KEY, str(described or ""))
        yield from self._values(json_object(node.get("propertyNames")) or {}, in_array=False)

    def _values(self, node: Mapping[str, Any], *, in_array: bool) -> Iterator[Word]:
        if node.get("$ref") == "#/definitions/selector":
            if not in_array:
                yield from self.selectors()
            return
        if in_array and (items := json_object(node.get("items"))) is not None:
            yield from self._values(items, in_array=False)
            return
        for member in json_array(node.get("anyOf")) or ():
            yield from self._values(json_object(member) or {}, in_array=in_array)
        if in_array:
            return
        for text in json_strings(node.get("enum")):
            yield Word(text, WordKind.VALUE)
        if node.get("type") == "boolean":
            for text in ("true", "false"):
                yield Word(text, WordKind.VALUE, is_string=False)

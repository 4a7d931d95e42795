"""CORS allows every origin."""

from __future__ import annotations

from collections.abc import Iterator

import libcst as cst

from houserules.analysis.finding import Finding
from houserules.analysis.passes import UnitPass
from houserules.analysis.rule import Example, rule
from houserules.analysis.structure import dotted_name
from houserules.extractors.bindings import BINDINGS
from houserules.extractors.qualified_names import resolves_to
from houserules.extractors.settings_classes import SETTINGS_TARGETS
from houserules.extractors.string_lists import STRING_LIST_READS, strings_in
from houserules.extractors.strings import argument, literal_string
from houserules.fixes.transform import FixRef
from houserules.transforms.literal_to_settings import has_place, literal_to_settings

_MIDDLEWARE = frozenset(
    {
        "fastapi.middleware.cors.CORSMiddleware",
        "starlette.middleware.cors.CORSMiddleware",
    }
)
_WRAPPERS = frozenset({"fastapi.middleware.Middleware", "starlette.middleware.Middleware"})
_EVERYTHING = frozenset({".*", "^.*$", ".+", "^.+$"})
_WITH_CREDENTIALS = "`CORSMiddleware` allows every origin, and with credentials; list them"
_REASON = "no origin is allowed until the settings name it"
_FIELD = "cors_origins"
_ACCESSOR = "settings-accessor"
_BEFORE = "from fastapi import FastAPI\nfrom fastapi.middleware.cors import CORSMiddleware\n"
_CONFIG = (
    "from pydantic_settings import BaseSettings\n\n\n"
    "class Settings(BaseSettings):\n"
    "    debug: bool = False\n"
)
_GETTER = "\n\ndef get_settings() -> Settings:\n    return Settings()\n"


@rule(
    id="security/cors-origins",
    on=(cst.Call,),
    requires=(BINDINGS, *STRING_LIST_READS, SETTINGS_TARGETS),
    reads=(_ACCESSOR,),
    fixes=(literal_to_settings,),
    message="`CORSMiddleware` allows every origin; list them",
    why="With `*` any page that a user visits may call the API and read what it answers; with "
    "credentials, in the name of the user.",
    allow_when="The API is public and knows no users.",
    examples=[
        Example(
            f"{_BEFORE}\napp = FastAPI()\n"
            'app.add_middleware(CORSMiddleware, allow_origins=["*"])'
            "  # want: `CORSMiddleware` allows every origin; list them\n",
            fixed=f"{_BEFORE}\nfrom app.config import get_settings\n\napp = FastAPI()\n"
            "app.add_middleware(CORSMiddleware, allow_origins=get_settings().cors_origins)\n",
            files=(("app/config.py", _CONFIG + _GETTER),),
            fixed_files=(
                ("app/config.py", f"{_CONFIG}    cors_origins: list[str] = []\n{_GETTER}"),
            ),
        ),
        Example(
            f"{_BEFORE}\napp = FastAPI()\n"
            'app.add_middleware(CORSMiddleware, allow_origins=["https://app.example.com"])\n'
        ),
    ],
)
def cors_origins(p: UnitPass, node: cst.Call) -> Iterator[Finding]:
    """Report CORS middleware that is given ``*``, or a pattern that matches everything."""
    if not _adds_cors(p, node):
        return
    found = _open_argument(p, node)
    if found is None:
        return
    credentials = argument(node, "allow_credentials")
    if credentials is not None and dotted_name(credentials.value) == "True":
        yield p.finding(found.value, fix=_fix(p, found), message=_WITH_CREDENTIALS)
    else:
        yield p.finding(found.value, fix=_fix(p, found))


def _fix(p: UnitPass, found: cst.Arg) -> FixRef | None:
    accessor = p.convention(_ACCESSOR) or "get_settings()"
    is_list = isinstance(found.value, cst.List | cst.Tuple)
    if not is_list or not has_place(p, accessor, _FIELD):
        return None
    return literal_to_settings.at(
        found.value,
        reason=_REASON,
        accessor=accessor,
        field=_FIELD,
        annotation="list[str]",
        default="[]",
    )


def _adds_cors(p: UnitPass, node: cst.Call) -> bool:
    if not any(arg.keyword is not None for arg in node.args):
        return False
    if resolves_to(p, node.func, _MIDDLEWARE):
        return True
    is_adding = isinstance(node.func, cst.Attribute) and node.func.attr.value == "add_middleware"
    if not is_adding and not resolves_to(p, node.func, _WRAPPERS):
        return False
    given = argument(node, "cls" if not is_adding else "middleware_class", 0)
    return given is not None and resolves_to(p, given.value, _MIDDLEWARE) is not None


def _open_argument(p: UnitPass, node: cst.Call) -> cst.Arg | None:
    origins = argument(node, "allow_origins")
    if origins is not None and "*" in strings_in(p, origins.value):
        return origins
    pattern = argument(node, "allow_origin_regex")
    if pattern is not None and literal_string(pattern.value) in _EVERYTHING:
        return pattern
    return None

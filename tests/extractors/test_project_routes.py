"""The routes of a project under their full paths, over imports, aliases, lists and loops."""

from __future__ import annotations

import pytest

from houserules.analysis.engine import ModuleAnalysis
from houserules.analysis.extractor import closure
from houserules.analysis.module import ModuleInfo
from houserules.analysis.ruleset import compile_rules
from houserules.extractors.project_routes import PROJECT_ROUTES, ROUTER_PREFIXES
from houserules.syntax.cache import ParseCache
from houserules.testing.project import project_of

ROUTER = 'from fastapi import APIRouter\n\nrouter = APIRouter(prefix="/users")\n'
ROUTES = ROUTER + '\n\n@router.get("/{user_id}")\ndef read(): ...\n'
FACTS = [e for e in closure((PROJECT_ROUTES,)) if e.fact is not None]
Files = dict[str, str]


def app(*lines: str, prefix: str = "from app.users import router") -> str:
    return "\n".join(("from fastapi import FastAPI", prefix, "app = FastAPI()", *lines, ""))


def project(files: Files) -> ModuleAnalysis:
    index = project_of(FACTS, files)
    index.become_ready()
    rules = compile_rules((), also_extract=closure((PROJECT_ROUTES,)), on_ignores={})
    analysis = ModuleAnalysis(rules, ModuleInfo(), ParseCache().parse, project=index)
    analysis.open("")
    analysis.extract()
    return analysis


def prefixes(
    files: Files, module: str = "app.users", name: str = "router"
) -> tuple[str, ...] | None:
    return project(files).tables.lookup(ROUTER_PREFIXES, (module, name), set())


KNOWN: list[tuple[str, Files, tuple[str, ...] | None]] = [
    ("directly", {"app/main.py": app("app.include_router(router)")}, ("/users",)),
    (
        "with a prefix",
        {"app/main.py": app('app.include_router(router, prefix="/v1")')},
        ("/v1/users",),
    ),
    (
        "twice, by an alias and by the module",
        {
            "app/main.py": app(
                'app.include_router(u, prefix="/a")',
                'app.include_router(users.router, prefix="/b")',
                prefix="from app.users import router as u\nfrom app import users",
            )
        },
        ("/a/users", "/b/users"),
    ),
    (
        "nested, over two files",
        {
            "app/main.py": app(
                'app.include_router(api_router, prefix="/api")',
                prefix="from app.api import api_router",
            ),
            "app/api.py": "from fastapi import APIRouter\nfrom .users import router\n"
            'api_router = APIRouter(prefix="/v1")\n'
            'api_router.include_router(router, prefix="/x")\n',
        },
        ("/api/v1/x/users",),
    ),
    (
        "in a loop over what is written out",
        {
            "app/main.py": app(
                'for r, p in ((router, "/a"),):', "    app.include_router(r, prefix=p)"
            )
        },
        ("/a/users",),
    ),
    (
        "in a loop over modules",
        {
            "app/main.py": app(
                "for m in [users]:",
                '    app.include_router(m.router, prefix="/m")',
                prefix="from app import users",
            )
        },
        ("/m/users",),
    ),
    (
        "in a loop over a list of another file",
        {
            "app/main.py": app(
                "for r in ROUTERS:",
                '    app.include_router(r, prefix="/l")',
                prefix="from app.api import ROUTERS",
            ),
            "app/api.py": "from app.users import router\nROUTERS = (router,)\n",
        },
        ("/l/users",),
    ),
    (
        "under another name at module level",
        {
            "app/main.py": app(
                "users_router = router", 'app.include_router(users_router, prefix="/n")'
            )
        },
        ("/n/users",),
    ),
    (
        "inside a function",
        {
            "app/main.py": "from fastapi import FastAPI\n\n"
            "def create() -> FastAPI:\n"
            "    from app.users import router\n"
            "    application = FastAPI()\n"
            '    application.include_router(router, prefix="/f")\n'
            "    return application\n\n"
            "def register(application: FastAPI) -> None:\n"
            "    from app.users import router\n"
            '    application.include_router(router, prefix="/g")\n'
        },
        ("/f/users", "/g/users"),
    ),
    ("nowhere", {"app/main.py": app()}, ()),
    (
        "only in tests",
        {"app/main.py": app(), "tests/test_users.py": app("app.include_router(router)")},
        (),
    ),
    (
        "in a router that nothing includes",
        {
            "app/api.py": "from fastapi import APIRouter\nfrom app.users import router\n"
            "api_router = APIRouter()\napi_router.include_router(router)\n"
        },
        (),
    ),
    ("with a computed prefix", {"app/main.py": app("app.include_router(router, prefix=V1)")}, None),
    ("with unknown keywords", {"app/main.py": app("app.include_router(router, **kw)")}, None),
    (
        "on a condition",
        {"app/main.py": app("if DEBUG:", "    app.include_router(router)")},
        None,
    ),
    ("into something unknown", {"app/main.py": app("make().include_router(router)")}, None),
    ("handed on", {"app/main.py": app("register(app, router)")}, None),
    (
        "perhaps asked for by name",
        {"app/main.py": app("for m in found():", "    app.include_router(m.router)", prefix="")},
        None,
    ),
    (
        "in a circle",
        {
            "app/a.py": "from fastapi import APIRouter\nfrom app.users import router\n"
            "from app.b import b_router\n"
            "a_router = APIRouter()\na_router.include_router(router)\n"
            "a_router.include_router(b_router)\n",
            "app/b.py": "from fastapi import APIRouter\nfrom app.a import a_router\n"
            "b_router = APIRouter()\nb_router.include_router(a_router)\n",
        },
        None,
    ),
]


@pytest.mark.parametrize(("files", "wanted"), [k[1:] for k in KNOWN], ids=[k[0] for k in KNOWN])
def test_prefixes(files: Files, wanted: tuple[str, ...] | None) -> None:
    assert prefixes({"app/users.py": ROUTES, **files}) == wanted


def test_routes_of_a_router_stand_in_any_file() -> None:
    more = (
        "from app.users import router as users_router\n\n"
        '@users_router.api_route("/", methods=["get", "POST"])\ndef all_of_them(): ...\n\n'
        "@users_router.delete(PATH)\ndef drop(): ...\n"
    )
    files = {
        "app/users.py": ROUTES,
        "app/more.py": more,
        "app/other.py": ROUTER + '\n@router.get("/other")\ndef other(): ...\n',
        "app/main.py": app('app.include_router(router, prefix="/v1")'),
    }
    routes = project(files).tables.lookup(PROJECT_ROUTES, ("app.users", "router"), set())
    assert {(r.module, r.function, r.methods, r.paths) for r in routes} == {
        ("app.users", "read", ("GET",), ("/v1/users/{user_id}",)),
        ("app.more", "all_of_them", ("GET", "POST"), ("/v1/users/",)),
        ("app.more", "drop", ("DELETE",), None),
    }


def test_an_own_prefix_that_is_not_written_out_is_unknown() -> None:
    users = ROUTES.replace('"/users"', "PREFIX")
    assert (
        prefixes({"app/users.py": users, "app/main.py": app("app.include_router(router)")}) is None
    )

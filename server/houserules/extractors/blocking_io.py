"""Calls that wait for a disk, a process or a network while the event loop stands still."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cache

import libcst as cst

from houserules.analysis.module import Role
from houserules.analysis.passes import UnitPass
from houserules.analysis.structure import dotted_name
from houserules.extractors.blocking_calls import coroutine_around, runs_directly
from houserules.extractors.definitions import decorator_names
from houserules.extractors.instances import INSTANCE_READS, instance_of
from houserules.extractors.qualified_names import qualified_names

BLOCKING_READS = INSTANCE_READS
"""What a rule that asks for blocking calls must require."""

HTTP_VERBS = ("get", "post", "put", "patch", "delete", "head", "options", "request")
_SESSIONS = ("requests.Session", "requests.session", "requests.sessions.Session", "httpx.Client")
HTTP_CALLS = (
    *(f"requests.{verb}" for verb in HTTP_VERBS),
    *(f"httpx.{verb}" for verb in (*HTTP_VERBS, "stream")),
    *(f"{kind}.{verb}" for kind in _SESSIONS for verb in (*HTTP_VERBS, "send", "stream")),
    "urllib.request.urlopen", "urllib.request.urlretrieve", "urllib3.request",
    "urllib3.PoolManager.request", "urllib3.PoolManager.urlopen",
)  # fmt: skip
"""Qualified names of what sends a request and waits for the answer."""

IO_CALLS = (
    "builtins.open", "io.open", "builtins.input",
    *(
        f"pathlib.Path.{name}"
        for name in (
            "read_text", "read_bytes", "write_text", "write_bytes", "open", "unlink", "mkdir",
        )
    ),
    *(
        f"os.{name}"
        for name in (
            "listdir", "remove", "rename", "stat", "walk", "makedirs", "system", "popen",
        )
    ),
    *(
        f"shutil.{name}"
        for name in (
            "copy", "copy2", "copyfile", "copyfileobj", "copytree", "move", "rmtree",
            "make_archive", "unpack_archive",
        )
    ),
    *(f"subprocess.{name}" for name in ("run", "call", "check_call", "check_output", "Popen")),
    *(f"socket.socket.{name}" for name in ("connect", "recv", "send", "sendall")),
    "socket.create_connection", "sqlite3.connect", "psycopg2.connect",
    "boto3.client.*", "boto3.resource.*", "smtplib.SMTP", "smtplib.SMTP_SSL",
    "bcrypt.hashpw", "bcrypt.checkpw", "argon2.PasswordHasher.hash",
    "argon2.PasswordHasher.verify", "passlib.context.CryptContext.hash",
    "passlib.context.CryptContext.verify", "PIL.Image.open", "pandas.read_*",
)  # fmt: skip
"""Qualified names of what blocks; ``*`` at the end stands for any name."""

_LOCAL = frozenset(
    {
        "boto3.client.can_paginate", "boto3.client.close", "boto3.client.exceptions",
        "boto3.client.generate_presigned_post", "boto3.client.generate_presigned_url",
        "boto3.client.get_paginator", "boto3.client.get_waiter",
        *(f"boto3.resource.{name}" for name in ("Bucket", "Object", "Queue", "Table", "Topic")),
    }
)  # fmt: skip
_RUN_ONCE = frozenset(
    {
        "initialize", "lifespan", "main", "on_shutdown", "on_startup", "setup", "shutdown",
        "startup", "teardown",
    }
)  # fmt: skip
_IN_MEMORY = frozenset({"io.BytesIO", "io.StringIO"})
STAND_ALONE = frozenset({Role.TEST, Role.CONFTEST, Role.SCRIPT, Role.MIGRATION})
"""Roles of files that have the event loop to themselves."""


@dataclass(frozen=True, slots=True)
class BlockingCall:
    """A call that blocks.

    Attributes:
        qualified: The qualified name of what is called.
        is_method: Whether it is a method of an object.
        coroutine: The name of the coroutine that runs it.
    """

    qualified: str
    is_method: bool
    coroutine: str


def blocking_call(unit: UnitPass, call: cst.Call, table: tuple[str, ...]) -> BlockingCall | None:
    """The call of something in a table by a coroutine, ``None`` for any other call.

    What runs once, at the start of an application or as a script, is left out. ``call`` must be
    the node the walk stands on; the rule must require ``BLOCKING_READS``.
    """
    if not any(isinstance(a, cst.FunctionDef) and a.asynchronous for a in unit.ancestors):
        return None
    if unit.module.role in STAND_ALONE:
        return None
    found = _called(unit, call, table)
    coroutine = coroutine_around(unit, call) if found else None
    if found is None or coroutine is None or runs_once(unit):
        return None
    return BlockingCall(*found, coroutine.name.value)


def _called(unit: UnitPass, call: cst.Call, table: tuple[str, ...]) -> tuple[str, bool] | None:
    names = qualified_names(unit, call.func) if dotted_name(call.func) else ()
    if len(names) == 1 and _is_in(table, names[0]):
        return None if _reads_memory(unit, call, names[0]) else (names[0], False)
    if names or not isinstance(call.func, cst.Attribute):
        return None
    method = call.func.attr.value
    if method not in _methods(table) and not any(entry.endswith(".*") for entry in table):
        return None
    made = instance_of(unit, call.func.value)
    qualified = f"{made}.{method}"
    if not made or not _is_in(table, qualified):
        return None
    # A socket that does not block is told so.
    is_quiet = made == "socket.socket" and "setblocking" in unit.view.unit.text
    return None if is_quiet else (qualified, True)


def _reads_memory(unit: UnitPass, call: cst.Call, qualified: str) -> bool:
    """Whether an image or a table is read from bytes that are there already."""
    if qualified.partition(".")[0] not in ("PIL", "pandas") or not call.args:
        return False
    return instance_of(unit, call.args[0].value) in _IN_MEMORY


def runs_once(unit: UnitPass) -> bool:
    """Whether the functions around run once, at the start or end of an application."""
    functions = [a for a in unit.ancestors if isinstance(a, cst.FunctionDef)]
    return any(
        function.name.value.strip("_") in _RUN_ONCE
        or "lifespan" in function.name.value
        or any(name.rpartition(".")[2] == "on_event" for name in decorator_names(function))
        for function in functions
    )


def _is_in(table: tuple[str, ...], qualified: str) -> bool:
    exact, prefixes = _split(table)
    return qualified not in _LOCAL and (qualified in exact or qualified.startswith(prefixes))


@cache
def _split(table: tuple[str, ...]) -> tuple[frozenset[str], tuple[str, ...]]:
    starred = tuple(entry[:-1] for entry in table if entry.endswith("*"))
    return frozenset(entry for entry in table if not entry.endswith("*")), starred


@cache
def _methods(table: tuple[str, ...]) -> frozenset[str]:
    return frozenset(entry.rpartition(".")[2] for entry in table)


_NOT_IN_THREAD = frozenset(
    {
        # What they return blocks again, or belongs to its thread.
        "builtins.open", "io.open", "pathlib.Path.open", "os.walk", "os.popen", "subprocess.Popen",
        "sqlite3.connect", "psycopg2.connect", "smtplib.SMTP", "smtplib.SMTP_SSL",
        "socket.create_connection", "socket.socket.connect", "socket.socket.recv",
        "socket.socket.send", "socket.socket.sendall", "PIL.Image.open", "httpx.stream",
        "httpx.Client.stream", "urllib.request.urlopen",
    }
)  # fmt: skip


def fits_thread(unit: UnitPass, call: cst.Call, qualified: str) -> bool:
    """Whether ``await asyncio.to_thread(...)`` can stand in for a blocking call.

    ``call`` must be the node the walk stands on.
    """
    if qualified in _NOT_IN_THREAD or not runs_directly(unit, call) or call.func.lpar:
        return False
    if any(a.keyword is not None and a.keyword.value in ("func", "stream") for a in call.args):
        return False
    return not isinstance(unit.ancestors[-1], cst.Await | cst.WithItem)

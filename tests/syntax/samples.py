"""Source text to test on: a bounded part of the standard library, and snippets with odd layout."""

from __future__ import annotations

import sysconfig
from pathlib import Path

_MODULES = [
    "abc",
    "argparse",
    "bisect",
    "calendar",
    "cmd",
    "code",
    "colorsys",
    "contextlib",
    "copy",
    "csv",
    "dataclasses",
    "enum",
    "fnmatch",
    "functools",
    "heapq",
    "json/decoder",
    "json/encoder",
    "linecache",
    "numbers",
    "queue",
    "reprlib",
    "sched",
    "shlex",
    "signal",
    "string",
    "tabnanny",
    "textwrap",
    "this",
    "token",
    "types",
    "wave",
]


def standard_library(limit: int | None = None) -> list[Path]:
    folder = Path(sysconfig.get_path("stdlib"))
    paths = [folder / f"{name}.py" for name in _MODULES]
    return [path for path in paths if path.exists()][:limit]


SNIPPETS = {
    "empty": "",
    "blank": "\n\n",
    "comments only": "# a\n\n# b",
    "no newline at the end": "x = 1",
    "comment at the end": "x = 1\n# c",
    "class at the end": "class A:\n    x = 1\n    # c\n# d\n\n",
    "footers": (
        "class A:\n    def f(self):\n        if x:\n            y\n            # 1\n        # 2\n"
        "    # 3\n\n    # 4\n# 5\n\nclass B:\n    pass\n"
    ),
    "nested classes": (
        "class A:\n\n    # lead\n    class B:\n        '''d'''\n        class C: x = 1\n"
        "        y: int\n        # B\n    # A\n\n    z = 2\nw = 3\n"
    ),
    "comment left of the body": "class A:\n# c\n    x = 1\n# d\n    y = 2\n",
    "two spaces": "if x:\n  y\nclass A:\n  def f(self):\n    return 1\n",
    "two indentations": "if x:\n  y\nclass A:\n    def f(self):\n     return 1\n    # e\n",
    "tabs": "class A:\n\tdef f(self):\n\t\treturn 1\n\t# c\n",
    "tabs after spaces": "if x:\n    y\nclass A:\n\tz = 1\n\t# c\n",
    "crlf": "class A:\r\n    # c\r\n    x = 1\r\n\r\n\r\ndef f():\r\n    pass\r\n",
    "crlf, then lf": "import a\r\nif x:\n    y\nclass A:\n    z = 1\n",
    "lf, then crlf": "import a\nif x:\r\n    y\r\nclass A:\r\n    z = 1\r\n",
    "decorators": "@a\n# c\n@b(\n    1\n)\n\nclass A:\n    @c\n    async def f(self): ...\n",
    "clauses": (
        "try:\n    a\nexcept* E as e:\n    b\nelse:\n    c\nfinally:\n    d\n"
        "for x in y: z\nelse:\n    w\nwhile 1:\n    pass\nelse: q\n"
        "if a: b\nelif c:\n    d\nelse: e\n"
    ),
    "semicolons": "x = 1; y = 2\nclass A: x = 1; y = 2\nclass B(\n    object,\n): pass\n",
    "continued lines": "x = 1 + \\\n  2\nif a and \\\n   b:\n    c\n",
    "joined to a blank line": "try:\\\n\n    x\nexcept E: y\nz = 1\\\n\nw = 2\n",
    "strings": 'x = """a\ndef f():\n"""\ny = f"{a!r:>{w}} {{}} {b["k"]}" \'c\' r"\\""\nz = f"""{\n1}"""\n',
    "brackets": "x = [\n    1,\n  # c\n]\ny = {\n'a': 1,\n}\nfoo(\na,\nb)\n",
    "generics": "type X[T] = list[T]\nclass A[T: int](B, metaclass=C):\n    def f[*P](self): ...\n",
    "match": "match x:\n    case [1, _]:\n        pass\n    case A(b=1) | None:\n        pass\n",
    "soft keywords": "match = 1\ntype = 2\nprint (a)\ncase = [\n    match,\n]\n",
    "long strings and operators": 'x = """a\nb""" if y else """c\nd"""\nz = ("""a\nb"""\n  f"c")\n',
    "module docstring": '# c\n"""Doc.\n\nMore of it here.\n"""\n\nimport a\n',
    "emoji": "x = '😀'  # é\nclass É:\n    ñ = 1\n",
}

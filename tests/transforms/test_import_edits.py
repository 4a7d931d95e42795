"""Where needed imports go, and what goes with unneeded ones."""

from __future__ import annotations

import pytest

from houserules.analysis.module import ModuleInfo
from houserules.fixes.change import ImportNeed
from houserules.syntax.cache import ParseCache
from houserules.syntax.tree import parse_document
from houserules.text.edits import apply_edits
from houserules.transforms.import_edits import import_edits

INFO = ModuleInfo(target_version=(3, 12), local_packages=frozenset({"app"}))


def edited(text: str, needs: str, unneeded: str = "") -> str:
    """The text with ``module:name`` or ``module`` brought in, and names taken out."""
    wanted = [ImportNeed(*need.split(":")) for need in needs.split()]
    edits = import_edits(parse_document(text), ParseCache().parse, INFO, wanted, unneeded.split())
    return apply_edits(text, edits)


ADDED = {
    "no imports": ("x = 1\n", "asyncio", "import asyncio\n\nx = 1\n"),
    "an empty file": ("", "asyncio", "import asyncio\n"),
    "before a definition": ("def f(): ...\n", "asyncio", "import asyncio\n\n\ndef f(): ...\n"),
    "docstring": ('"""Doc."""\n\nx = 1\n', "asyncio", '"""Doc."""\n\nimport asyncio\n\nx = 1\n'),
    "behind the comments at the top": (
        "#!/usr/bin/env python\n# c\n\nx = 1\n",
        "asyncio",
        "#!/usr/bin/env python\n# c\n\nimport asyncio\n\nx = 1\n",
    ),
    "extends a statement": (
        "from typing import Any\n",
        "typing:Optional",
        "from typing import Any, Optional\n",
    ),
    "in the layout of the statement": (
        "from typing import (\n    Any,\n    Union,\n)\n",
        "typing:Optional",
        "from typing import (\n    Any,\n    Optional,\n    Union,\n)\n",
    ),
    "behind a single member in brackets": (
        "from typing import (\n    Any,\n)\n",
        "typing:Optional",
        "from typing import (\n    Any,\n    Optional,\n)\n",
    ),
    "a comment on the line stays": (
        "from typing import Union  # c\n",
        "typing:Optional",
        "from typing import Optional, Union  # c\n",
    ),
    "sorted in": ("import os\nimport sys\n", "re", "import os\nimport re\nimport sys\n"),
    "each into its group": (
        "import os\n\nimport httpx\n",
        "typing:Any pydantic:BaseModel app.db:get",
        "import os\nfrom typing import Any\n\nimport httpx\nfrom pydantic import BaseModel\n\n"
        "from app.db import get\n",
    ),
    "a new group": (
        "import httpx\n",
        "asyncio re",
        "import asyncio\nimport re\n\nimport httpx\n",
    ),
    "no newline at the end": ("import os", "re", "import os\nimport re\n"),
    "Windows line ends": ("import os\r\n", "re", "import os\r\nimport re\r\n"),
    "behind __future__": (
        "from __future__ import annotations\n\nx = 1\n",
        "re",
        "from __future__ import annotations\n\nimport re\n\nx = 1\n",
    ),
    "a comment beside a member stays with it": (
        "from typing import (\n    Any,  # a\n    Optional,  # o\n    # end\n)\n",
        "typing:List typing:Tuple",
        "from typing import (\n    Any,  # a\n    List,\n    Optional,  # o\n    Tuple,\n"
        "    # end\n)\n",
    ),
    "a comment above a member stays above it": (
        "from typing import (\n    Any,  # a\n    # u\n    Union,\n)\n",
        "typing:List",
        "from typing import (\n    Any,  # a\n    List,\n    # u\n    Union,\n)\n",
    ),
    "behind a __future__ that shares its line": (
        '"""D."""\nfrom __future__ import annotations; import time\n\n\nx = 1\n',
        "asyncio",
        '"""D."""\nfrom __future__ import annotations; import time\n\nimport asyncio\n\n\nx = 1\n',
    ),
    "behind __future__ without docstring": (
        "from __future__ import annotations; x = 1\ny = 1\n",
        "asyncio",
        "from __future__ import annotations; x = 1\n\nimport asyncio\ny = 1\n",
    ),
    "comments stay with their names": (
        "from typing import (\n    Any,  # first\n    Union,  # last\n)\n",
        "typing:Optional",
        "from typing import (\n    Any,  # first\n    Optional,\n    Union,  # last\n)\n",
    ),
    "behind a commented name": (
        "from typing import (\n    Any,  # first\n    List,\n)\n",
        "typing:Optional",
        "from typing import (\n    Any,  # first\n    List,\n    Optional,\n)\n",
    ),
    "behind the comment of the last name": (
        "from typing import (\n    Any,\n    List,  # last\n)\n",
        "typing:Optional",
        "from typing import (\n    Any,\n    List,  # last\n    Optional,\n)\n",
    ),
    "behind the comment of a last name without comma": (
        "from typing import (\n    Any,\n    List  # last\n)\n",
        "typing:Optional",
        "from typing import (\n    Any,\n    List,  # last\n    Optional\n)\n",
    ),
    "behind a comment line": (
        "from typing import (\n    Any,\n    # lists\n    List,\n)\n",
        "typing:Optional",
        "from typing import (\n    Any,\n    # lists\n    List,\n    Optional,\n)\n",
    ),
    "behind the comment of a single name": (
        "from typing import (  # c\n    Any,  # first\n)\n",
        "typing:Optional",
        "from typing import (  # c\n    Any,  # first\n    Optional,\n)\n",
    ),
    "before a semicolon": (
        "from typing import Any;\n",
        "typing:Optional",
        "from typing import Any, Optional;\n",
    ),
    "above the comment of a function": (
        "# Copyright\n\n# About f:\n# it waits.\ndef f(): ...\n",
        "asyncio",
        "# Copyright\n\nimport asyncio\n\n\n# About f:\n# it waits.\ndef f(): ...\n",
    ),
    "below a coding line that touches": (
        "#!/usr/bin/env python\n# coding: utf-8\nx = 1\n",
        "asyncio",
        "#!/usr/bin/env python\n# coding: utf-8\nimport asyncio\n\nx = 1\n",
    ),
    "a wildcard import is not extended": (
        "from typing import *\n",
        "typing:Any",
        "from typing import *\nfrom typing import Any\n",
    ),
    "a conditional import is not extended": (
        "if True:\n    from typing import Any\n",
        "typing:Optional",
        "from typing import Optional\n\nif True:\n    from typing import Any\n",
    ),
}


@pytest.mark.parametrize(("text", "needs", "expected"), ADDED.values(), ids=ADDED)
def test_added(text: str, needs: str, expected: str) -> None:
    assert edited(text, needs) == expected


REMOVED = {
    "a statement": ("import os\nimport re\n", "re", "import os\n"),
    "the last": ("from typing import Any, Optional\n", "Optional", "from typing import Any\n"),
    "one of several lines": (
        "from typing import (\n    Any,\n    Optional,\n)\n",
        "Any",
        "from typing import (\n    Optional,\n)\n",
    ),
    "by its alias": ("from a import b as c\n", "c", ""),
    "a re-export stays": ("from a import b as b\n", "b", "from a import b as b\n"),
    "a line with a comment stays": ("import re  # c\n", "re", "import re  # c\n"),
    "comments above are handed on": ("# c\nimport re\nx = 1\n", "re", "# c\nx = 1\n"),
    "at the top": ("import re\n\n\ndef f(): ...\n", "re", "def f(): ...\n"),
    "the longer run of blank lines stays": (
        '"""D."""\n\nimport re\n\n\ndef f(): ...\n',
        "re",
        '"""D."""\n\n\ndef f(): ...\n',
    ),
    "groups stay apart": (
        "import os\n\nimport httpx\nimport zed\n",
        "httpx",
        "import os\n\nimport zed\n",
    ),
    "neighbours": ("import a\nimport b\nimport c\n", "a b", "import c\n"),
    "by its first segment": ("import a.b\nx = 1\n", "a", "x = 1\n"),
}


@pytest.mark.parametrize(("text", "unneeded", "expected"), REMOVED.values(), ids=REMOVED)
def test_removed(text: str, unneeded: str, expected: str) -> None:
    assert edited(text, "", unneeded) == expected

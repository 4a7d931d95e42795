"""``python -m houserules.cli.schema`` rewrites the settings schema that the package ships."""

from __future__ import annotations

import json
from importlib import resources
from pathlib import Path

from houserules.profiles import NAMES
from houserules.settings.schema import settings_schema
from houserules.workspace.catalog import rule_catalog

COMMAND = "python -m houserules.cli.schema"


def schema_text() -> str:
    """The schema of the rules and profiles of this installation, as it is shipped."""
    schema = settings_schema(rule_catalog(), NAMES)
    return json.dumps(schema, indent=2, ensure_ascii=False) + "\n"


def shipped_schema() -> Path:
    """The file that the package ships."""
    return Path(str(resources.files("houserules.settings").joinpath("schema.json")))


def main() -> None:
    """Write the file."""
    shipped_schema().write_text(schema_text(), encoding="utf-8", newline="\n")


if __name__ == "__main__":
    main()

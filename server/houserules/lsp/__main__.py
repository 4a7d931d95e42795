"""`python -m houserules.lsp` starts the language server on stdin and stdout."""

from __future__ import annotations

from houserules.lsp.server import main

if __name__ == "__main__":
    main()

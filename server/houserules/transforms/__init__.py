"""The shared transformer set: one rewriting per file, used by quick fixes, `fix` and codemods."""

"""Text without syntax: spans, lines, edits and documents."""

"""Python source as units: cutting, guarded parsing, re-parsing after an edit, positions."""

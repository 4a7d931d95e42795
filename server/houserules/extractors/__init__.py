"""Shared computations without diagnostics of their own, read by key."""

"""The project index: facts of all files of a project, kept fresh, persisted, built by workers."""

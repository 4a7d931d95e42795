"""Rules of the area `pydantic`."""

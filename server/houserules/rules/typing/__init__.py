"""Rules of the area `typing`."""

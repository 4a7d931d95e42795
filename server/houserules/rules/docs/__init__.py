"""Rules of the area `docs`."""

"""Rules of the area `layering`."""

"""Rules of the area `style`."""

"""Rules of the area `comments`."""

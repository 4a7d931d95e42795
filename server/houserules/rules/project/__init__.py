"""Rules of the area `project`."""

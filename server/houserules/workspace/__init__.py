"""Files, settings files and fixing; the only layer that reads or writes disks."""

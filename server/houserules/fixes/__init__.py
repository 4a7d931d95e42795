"""What a fix is, how fixes are merged, and the check that every edit passes."""

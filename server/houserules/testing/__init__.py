"""The harness that holds rules and transforms to their promises; public, for teams' own rules."""

"""The contract of rules and the engine that runs them; knows no concrete rule or transform."""

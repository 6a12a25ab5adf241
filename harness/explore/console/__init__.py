"""Python beside a session: expressions of a person's, evaluated in a process of their own."""

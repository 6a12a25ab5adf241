"""The screens of a session, on a terminal: what the stream tells, and a key for each act. See docs/explore.md."""

"""A stream whose analysis is done by a process beside this one, which records a run and draws screens meanwhile."""

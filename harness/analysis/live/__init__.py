"""The analysis of a run that goes on: the same search and the same join, as its rows come."""

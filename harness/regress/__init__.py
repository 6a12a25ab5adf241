"""Recorded traffic as a regression suite: what was expected of each recording, held against what is in it now."""

"""A calibration told to people: on a terminal and as a page."""

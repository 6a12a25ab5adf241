"""A whole campaign in minutes, on a machine without any Android."""

"""Who read a value and who received it, and when."""

"""Several runs or personas compared."""

"""One finding explained, for whoever wants to check it by hand."""

"""One module a format: from a file's bytes to a document."""

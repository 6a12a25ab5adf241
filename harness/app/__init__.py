"""An app as files: what it is, what is in it, and how it is changed before it is installed."""

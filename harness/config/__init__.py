"""What users set once instead of at every call: a file in their tree, and environment variables."""

"""What the keys of hook logs mean that are read without a mapping of the user's: YAML, and its JSON Schema."""

"""The device's shell: parsing, pipes, redirections and a registry of commands."""

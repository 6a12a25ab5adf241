"""The conversation with one device over adb: shell, root, files, forwards, and what its commands print."""

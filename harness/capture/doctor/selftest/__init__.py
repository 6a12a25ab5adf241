"""The self-test of a device: a run's parts one after the other, each by itself, into a file that can be sent to others.

``steps`` holds one small module a subject; ``run`` carries them out, ``write`` makes the file, ``redact`` keeps what is
personal out of it. Nothing here plants, mounts or routes by itself: each step calls what a run calls.
"""

"""Shells: what Android's public API names and no double has, linkable and neutral.

A shell has the name and the signature of a class or member of Android and does nothing: it is there so that an app's
code links. Each call is counted and told to the system, by name, so that a run can say what it pretended.
"""

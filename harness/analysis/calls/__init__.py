"""Recorded crypto and digest calls put together: what an object was given, and what it made of it."""

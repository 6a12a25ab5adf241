"""Planting the persona on an Android device, and reading the identifiers that cannot be planted."""

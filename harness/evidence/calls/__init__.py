"""Logs of calls that other people's hooks wrote, so that they can be joined to traffic."""

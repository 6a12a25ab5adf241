"""Campaigns: many apps on many devices, the orders that follow, and the second look (``harness[campaign]``)."""

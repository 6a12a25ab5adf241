"""The probe app's own account of what it did, and what was seen held against it: pure."""

"""What lies on the device's disk: its files, what is mounted over them, and what a new one holds."""

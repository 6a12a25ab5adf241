"""What people report about apps."""

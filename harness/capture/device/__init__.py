"""The Device protocol and its implementations. Nothing above it knows which device it drives."""

"""The doors to files that users name: reading with a bound, writing whole or not at all, names fit to be shown."""

"""Every command of the device's shell, in modules by subject. All modules here are loaded by the registry."""

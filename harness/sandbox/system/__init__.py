"""The small Android behind the ADB daemon: packages, permissions, activities, processes, settings, providers."""

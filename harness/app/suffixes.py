"""How files of apps are called."""

APPS = (".apk", ".apks", ".apkm", ".xapk")
"""An APK, and archives of splits as bundletool, APKMirror and APKPure write them."""

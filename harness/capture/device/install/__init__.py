"""Installing an app: from one APK or an archive of splits to an installed package, or a typed refusal."""

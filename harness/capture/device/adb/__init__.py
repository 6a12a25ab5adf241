"""Any device that adb reaches."""

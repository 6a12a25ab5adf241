"""The platform's reasons for refusing an app, in words: what each means and what to do.

Source: AOSP ``PackageManager.java`` (constants ``INSTALL_FAILED_*``, ``INSTALL_PARSE_FAILED_*`` and their comments).
"""

from harness.capture.device.errors import InstallBlocked, InstallError, NoSpace, WrongAbi

FAILURES: dict[str, tuple[str, str]] = {
    "INSTALL_FAILED_ALREADY_EXISTS": ("it is installed already", "uninstall it first"),
    "INSTALL_FAILED_INVALID_APK": ("a part of the package is not a valid APK", "get the file again"),
    "INSTALL_FAILED_INVALID_URI": ("the platform cannot read the file", "free space on the device and try again"),
    "INSTALL_FAILED_INSUFFICIENT_STORAGE": ("the device is full", "free space on it; 'df /data' shows how much"),
    "INSTALL_FAILED_DUPLICATE_PACKAGE": ("a package of this name exists", "uninstall it first"),
    "INSTALL_FAILED_NO_SHARED_USER": ("its shared user does not exist there", "install the app it shares with first"),
    "INSTALL_FAILED_UPDATE_INCOMPATIBLE": (
        "an app of this name with another signature is installed", "uninstall that one, with its data"),
    "INSTALL_FAILED_SHARED_USER_INCOMPATIBLE": (
        "its shared user belongs to apps with another signature", "use the image whose vendor signed the app"),
    "INSTALL_FAILED_MISSING_SHARED_LIBRARY": (
        "it needs a library that the device does not have", "use a device with it, such as an image with Google APIs"),
    "INSTALL_FAILED_REPLACE_COULDNT_DELETE": ("the old version cannot be removed", "uninstall it by hand"),
    "INSTALL_FAILED_DEXOPT": ("its code cannot be optimised", "free space on the device, or get the file again"),
    "INSTALL_FAILED_OLDER_SDK": ("it needs a newer Android", "use a device of a higher API level"),
    "INSTALL_FAILED_NEWER_SDK": ("it is for older Androids only", "use a device of a lower API level"),
    "INSTALL_FAILED_DEPRECATED_SDK_VERSION": (
        "it targets an Android too old for this device", "use a device of a lower API level"),
    "INSTALL_FAILED_CONFLICTING_PROVIDER": (
        "another app has a content provider of the same name", "uninstall that other app"),
    "INSTALL_FAILED_TEST_ONLY": ("it is marked as for tests only", "report this: harness allows test apps"),
    "INSTALL_FAILED_CPU_ABI_INCOMPATIBLE": (
        "its native code is for another processor", "use a device of that processor"),
    "INSTALL_FAILED_NO_MATCHING_ABIS": (
        "its native code is for another processor", "use a device of that processor, or an image that translates"),
    "INSTALL_FAILED_MISSING_FEATURE": ("it needs a feature that the device lacks", "use a device that has it"),
    "INSTALL_FAILED_CONTAINER_ERROR": ("the storage cannot be mounted", "restart the device"),
    "INSTALL_FAILED_INVALID_INSTALL_LOCATION": ("it asks for a storage that is not there", "use another device"),
    "INSTALL_FAILED_MEDIA_UNAVAILABLE": ("the storage is not available", "insert or unmount the device's card"),
    "INSTALL_FAILED_VERIFICATION_TIMEOUT": (
        "the package verifier did not answer", "set the global setting package_verifier_enable to 0"),
    "INSTALL_FAILED_VERIFICATION_FAILURE": (
        "the package verifier refused it", "set the global setting package_verifier_enable to 0"),
    "INSTALL_FAILED_PACKAGE_CHANGED": ("another version appeared meanwhile", "try again"),
    "INSTALL_FAILED_UID_CHANGED": ("old data has another owner", "uninstall the app with its data"),
    "INSTALL_FAILED_VERSION_DOWNGRADE": ("a newer version is installed", "uninstall it first"),
    "INSTALL_FAILED_PERMISSION_MODEL_DOWNGRADE": (
        "the installed version targets a newer Android", "uninstall it first"),
    "INSTALL_FAILED_MISSING_SPLIT": (
        "a split that it needs is missing", "give the whole archive (APKS, XAPK or APKM), not its base alone"),
    "INSTALL_FAILED_BAD_SIGNATURE": ("the signatures of its parts differ", "get all parts from one source"),
    "INSTALL_FAILED_BAD_DEX_METADATA": ("its profile data is malformed", "get the file again"),
    "INSTALL_FAILED_WRONG_INSTALLED_VERSION": ("its update needs another version installed", "install that one first"),
    "INSTALL_FAILED_DUPLICATE_PERMISSION": ("another app defines its permission", "uninstall that other app"),
    "INSTALL_FAILED_USER_RESTRICTED": (
        "the device's user or policy forbids it",
        "allow 'Install via USB' in the developer options, and accept the question on its screen"),
    "INSTALL_FAILED_ABORTED": ("somebody on the device or its policy refused it", "accept the question on its screen"),
    "INSTALL_FAILED_REJECTED_BY_BUILDTYPE": ("this build refuses such apps", "use another image"),
    "INSTALL_FAILED_SESSION_INVALID": ("the session is over", "try again"),
    "INSTALL_FAILED_INTERNAL_ERROR": ("the platform failed", "restart the device; its log says more"),
    "INSTALL_PARSE_FAILED_NOT_APK": ("it is not an APK", "get the file again"),
    "INSTALL_PARSE_FAILED_BAD_MANIFEST": ("its manifest cannot be read", "get the file again"),
    "INSTALL_PARSE_FAILED_UNEXPECTED_EXCEPTION": ("its files cannot be parsed", "get the file again"),
    "INSTALL_PARSE_FAILED_NO_CERTIFICATES": (
        "it is not signed, or not in a way that this Android knows", "sign it ('apksigner sign')"),
    "INSTALL_PARSE_FAILED_INCONSISTENT_CERTIFICATES": ("its parts' signatures differ", "get all from one source"),
    "INSTALL_PARSE_FAILED_CERTIFICATE_ENCODING": ("its certificate is malformed", "get the file again"),
    "INSTALL_PARSE_FAILED_BAD_PACKAGE_NAME": ("its package name is not allowed", "get the file again"),
    "INSTALL_PARSE_FAILED_BAD_SHARED_USER_ID": ("its shared user's name is not allowed", "get the file again"),
    "INSTALL_PARSE_FAILED_MANIFEST_MALFORMED": ("its manifest breaks a rule", "read the reason; the file is at fault"),
    "INSTALL_PARSE_FAILED_MANIFEST_EMPTY": ("its manifest names no component", "give the base APK, not a split"),
    "INSTALL_PARSE_FAILED_ONLY_COREAPP_ALLOWED": ("the device is still locked after its start", "unlock it once"),
    "INSTALL_PARSE_FAILED_RESOURCES_ARSC_COMPRESSED": (
        "its resources must not be packed for its target", "align it again ('zipalign -p 4')"),
}  # fmt: skip
NUMBERS = {"-124": "INSTALL_PARSE_FAILED_RESOURCES_ARSC_COMPRESSED"}
"""Codes that some releases print as a number: Android 11 has no name for this one in its table of names."""
_BLOCKED = {
    "INSTALL_FAILED_USER_RESTRICTED",
    "INSTALL_FAILED_ABORTED",
    "INSTALL_FAILED_VERIFICATION_FAILURE",
    "INSTALL_FAILED_VERIFICATION_TIMEOUT",
    "INSTALL_FAILED_REJECTED_BY_BUILDTYPE",
}
_ABI = {"INSTALL_FAILED_NO_MATCHING_ABIS", "INSTALL_FAILED_CPU_ABI_INCOMPATIBLE"}


class InstallNoSpace(InstallError, NoSpace):
    """The device is too full to install the app."""


class InstallWrongAbi(InstallError, WrongAbi):
    """The app's native code is for another processor."""


def failure(serial: str, file: str, code: str, reason: str) -> InstallError:
    """Return the error for a refusal: what the code means, the platform's own reason, what to do."""
    said = f"{code}: {reason}" if code and reason else code or reason or "no reason given"
    code = NUMBERS.get(code, code)
    meaning, remedy = FAILURES.get(code, ("the platform gives a reason that is not known here", "read what it says"))
    text = f"The device {serial} refused {file}: {meaning} ({said}); {remedy}."
    if code == "INSTALL_FAILED_INSUFFICIENT_STORAGE":
        return InstallNoSpace(text, code)
    if code in _ABI:
        return InstallWrongAbi(text, code)
    return (InstallBlocked if code in _BLOCKED else InstallError)(text, code)

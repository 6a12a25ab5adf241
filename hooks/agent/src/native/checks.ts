// CheckJNI for tests: every JNI call that the agent makes, in JavaScript and in its native part, is asked three things
// that a desktop JVM forgives and Android's CheckJNI ends the process for: is the thread attached, is the JNIEnv this
// thread's own, and is no exception pending (art/runtime/jni/check_jni.cc: CHECK_ATTACHED_THREAD, ScopedCheck::CheckThread).
// The bridge's own calls are not seen. What is found is appended to a file, by which tests fail; the process goes on.

/** The file that complaints are appended to; empty, as it is outside of tests, when nothing is checked. */
export const COMPLAINTS: string = (globalThis as { harnessChecksJni?: string }).harnessChecksJni ?? "";

/** What the native part begins with, for its own calls (core/jni.h). */
export const CHECKS = COMPLAINTS === "" ? "" : "#define CHECK_JNI\n";

/** What the check needs of the C library. */
export const CHECK_IMPORTS = COMPLAINTS === "" ? [] : ["open", "dprintf", "close"];

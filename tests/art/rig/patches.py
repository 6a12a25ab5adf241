"""What the sources of libcore 10 and ART 11 lack for each other, and for Debian's ICU and clang.

Pieces of foreign text stand here only as far as a place has to be found by them.
"""

from tests.art.rig.debian import unpacked
from tests.art.rig.tools import BuildError, Site

#: By file: a piece of text that is there, and what stands there afterwards.
LIBCORE = {
    # fields that ART 11 looks up by name (class_linker, mirror/class_ext.h, mirror/dex_cache.h)
    "libart/src/main/java/dalvik/system/ClassExt.java": [
        (
            "    private Object[] obsoleteDexCaches;",
            "    private Object instanceJfieldIDs;\n    private Object jmethodIDs;\n"
            "    private Class<?> obsoleteClass;\n    private Object staticJfieldIDs;\n"
            "    private Object[] obsoleteDexCaches;",
        )
    ],
    "libart/src/main/java/java/lang/DexCache.java": [
        ("    private String location;", "    private ClassLoader classLoader;\n    private String location;")
    ],
    # Android's ICU has more than Debian's
    "ojluni/src/main/java/java/text/DecimalFormat.java": [
        ("android.icu.text.DecimalFormat_ICU58_Android", "android.icu.text.DecimalFormat")
    ],
    "ojluni/src/main/java/java/time/format/DateTimeFormatterBuilder.java": [
        (
            "Calendar.getDateTimeFormatString(\n"
            "                ULocale.forLocale(locale), chrono.getCalendarType(),\n"
            "                convertStyle(dateStyle), convertStyle(timeStyle));",
            '"yyyy-MM-dd HH:mm:ss";',
        )
    ],
    "ojluni/src/main/java/sun/util/locale/provider/CalendarDataUtility.java": [
        (
            "new DateFormatSymbols(ULocale.forLocale(locale), calendarType)",
            "new DateFormatSymbols(ULocale.forLocale(locale))",
        )
    ],
    "luni/src/main/native/libcore_icu_ICU.cpp": [  # its data is within Debian's
        (
            "    // Tell ICU it can *only* use our memory-mapped data.\n",
            '    u_init(&status);\n    jniRegisterNativeMethods(env, "libcore/icu/ICU", gMethods, NELEM(gMethods));\n'
            "    return;\n",
        )
    ],
    "ojluni/src/main/native/StrictMath.c": [("../../external/fdlibm/fdlibm.h", "rig_fdlibm.h")],
    "dalvik/src/main/java/dalvik/system/ZygoteHooks.java": [
        ("        nativePostForkSystemServer();", "        nativePostForkSystemServer(0);"),
        ("native void nativePostForkSystemServer();", "native void nativePostForkSystemServer(int runtimeFlags);"),
    ],
    "ojluni/src/main/java/java/io/FileDescriptor.java": [  # without a boot image it is initialised before libjavacore
        (
            "        try {\n"
            "            return new FileDescriptor(Os.fcntlInt(new FileDescriptor(fd), F_DUPFD_CLOEXEC, 0));\n"
            "        } catch (ErrnoException e) {\n            throw new RuntimeException(e);\n        }\n",
            "        return new FileDescriptor(fd);\n",
        )
    ],
}
ART = {
    "openjdkjvm/OpenjdkJvm.cc": [("../../libcore/ojluni/src/main/native/jvm.h", "jvm.h")],
    "dexlayout/dex_ir.h": [
        ("  difference_type operator-(const Iterator& rhs) {", "  difference_type operator-(const Iterator& rhs) const {")
    ],
    "compiler/optimizing/register_allocator_linear_scan.cc": [
        (
            "static ArenaVector<LiveInterval*>::iterator RemoveInterval",
            "static ScopedArenaVector<LiveInterval*>::iterator RemoveInterval",
        )
    ],
}
#: By file: members that ART 11 registers native code for or asks for, put before the class's end.
MEMBERS = {
    "dalvik/src/main/java/dalvik/system/BaseDexClassLoader.java": (
        "    private native String[] computeClassLoaderContextsNative();"
    ),
    "libart/src/main/java/dalvik/system/VMRuntime.java": (
        "    private native void setDisabledCompatChangesNative(long[] changes);\n"
        "    @dalvik.annotation.optimization.CriticalNative public static native void doNotInitializeInAot();\n"
        "    public static native void bootCompleted();\n"
        "    public static native void resetJitCounters();\n"
        "    public static native boolean isValidClassLoaderContext(String context);"
    ),
    # 27 fields are as long as 11 methods, and then Frida's bridge takes the ones for the others: hence one more
    "ojluni/src/main/java/java/lang/Thread.java": (
        "    @dalvik.annotation.optimization.FastNative private native int getNativeTid();\n    private int padding;"
    ),
}
#: Android 11's class whose methods ART replaces by code of its own.
FP16 = """package libcore.util;

/** ART asks for these as intrinsics; nothing here calls them. */
public final class FP16 {
    public static short ceil(short h) { return h; }
    public static short floor(short h) { return h; }
    public static short rint(short h) { return h; }
    public static float toFloat(short h) { return h; }
    public static short toHalf(float f) { return (short) f; }
    public static boolean greater(short x, short y) { return x > y; }
    public static boolean greaterEquals(short x, short y) { return x >= y; }
    public static boolean less(short x, short y) { return x < y; }
    public static boolean lessEquals(short x, short y) { return x <= y; }
}
"""


def patched(site: Site) -> None:
    """Unpack the sources and change them. Raises ``BuildError`` where a place is not found."""
    unpacked(site)
    for base, changes in ((site.libcore, LIBCORE), (site.art, ART)):
        for name, pairs in changes.items():
            text = (base / name).read_text("utf-8")
            for old, new in pairs:
                if old not in text:
                    raise BuildError(f"{base / name} is not as expected: it lacks {old.splitlines()[0].strip()!r}")
                text = text.replace(old, new)
            (base / name).write_text(text, "utf-8")
    for name, members in MEMBERS.items():
        text = (site.libcore / name).read_text("utf-8")
        end = text.rstrip().rindex("}")
        (site.libcore / name).write_text(f"{text[:end]}{members}\n}}\n", "utf-8")
    (site.libcore / "luni/src/main/java/libcore/util/FP16.java").write_text(FP16, "utf-8")

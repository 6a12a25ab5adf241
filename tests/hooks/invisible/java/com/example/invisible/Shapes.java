package com.example.invisible;

import java.lang.invoke.MethodHandle;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.MethodType;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.IntUnaryOperator;

/** Every way to call a method, and every kind of value. */
final class Shapes {
    private static final Target TARGET = new Target("shapes");

    private Shapes() {}

    static void run(Report report, boolean whole) throws Throwable {
        report.put("lazy/before", System.getProperty("invisible.lazy"));
        Concurrent.listed(report);
        primitives(report);
        identity(report);
        ways(report);
        mutation(report);
        classes(report);
        Traps.run(report);
        Failures.run(report);
        if (whole) {
            Sizes.run(report);
            Nesting.run(report);
            Concurrent.run(report);
        }
    }

    private static void primitives(Report r) {
        for (int a : new int[] {0, 1, -1, Integer.MAX_VALUE, Integer.MIN_VALUE, 0x80, 0x8000, 0xffff}) {
            r.call("primitives/int " + a, () -> TARGET.number(a));
            r.call("primitives/byte " + a, () -> TARGET.small((byte) a));
            r.call("primitives/short " + a, () -> TARGET.half((short) a));
            r.call("primitives/char " + a, () -> (int) TARGET.letter((char) a));
            r.call("primitives/boolean " + a, () -> TARGET.flip(a != 0));
            r.call("primitives/long " + a, () -> TARGET.wide((long) a << 32 | 5));
            r.call("primitives/float " + a, () -> TARGET.real(Float.intBitsToFloat(a)));
            r.call("primitives/double " + a, () -> TARGET.precise(Double.longBitsToDouble((long) a << 32 | 5)));
        }
        for (float a : new float[] {Float.NaN, -0f, Float.MIN_VALUE, Float.MAX_VALUE, Float.intBitsToFloat(0x7fc12345), Float.NEGATIVE_INFINITY}) {
            r.call("primitives/float/" + Float.floatToRawIntBits(a), () -> TARGET.real(a));
        }
        for (double a : new double[] {Double.NaN, -0d, Double.MIN_VALUE, Double.longBitsToDouble(0x7ff8000000012345L), 0.1}) {
            r.call("primitives/double/" + Double.doubleToRawLongBits(a), () -> TARGET.precise(a));
        }
        r.call("primitives/many", () -> TARGET.many(1, 1L << 40, 2.5f, 3.5, "e", (byte) -6, (short) -7, '\u4e2d', true, 1, 2, 3, 4, 5, 6, 7.25f, -8, -9, -10, "t"));
        for (String a : new String[] {null, "", "\0", "中文", "😀", "\ud800", "a\udc00b", "line\nline"}) {
            r.call("text/" + a, () -> TARGET.text(a));
            r.put("text/same " + a, TARGET.text(a) == a);
        }
    }

    private static void identity(Report r) {
        Object[] all = {
            Target.ONE, null, "constant", new String("own"), 127, 128, Integer.valueOf(1000), Boolean.TRUE, Thread.currentThread(), Target.class,
            Target.Kind.A, new int[0], new Object[0][0], new ArrayList<>(), List.of(), (Runnable) () -> {}, TARGET,
        };
        for (int i = 0; i < all.length; i++) {
            r.put("identity/" + i, (TARGET.same(all[i]) == all[i]) + " " + (Target.sameStatic(all[i]) == all[i]));
        }
        r.put("identity/repeated", TARGET.same(all) == TARGET.same(all));
    }

    private static void ways(Report r) throws Throwable {
        MethodHandles.Lookup lookup = MethodHandles.lookup();
        MethodHandle virtual = lookup.findVirtual(Target.class, "number", MethodType.methodType(int.class, int.class));
        MethodHandle fixed = lookup.findStatic(Target.class, "sameStatic", MethodType.methodType(Object.class, Object.class));
        MethodHandle special = MethodHandles.privateLookupIn(Target.Child.class, lookup)
                .findSpecial(Target.class, "number", MethodType.methodType(int.class, int.class), Target.Child.class);
        Target.Child child = new Target.Child();
        IntUnaryOperator reference = TARGET::number;
        for (int i = 0; i < 20; i++) { // reflection and lambdas change their machinery after some calls
            int n = i;
            r.call("ways/virtual/" + i, () -> tried(() -> (int) virtual.invokeExact(TARGET, n)));
            r.call("ways/bound/" + i, () -> tried(() -> virtual.bindTo(child).invoke(n)));
            r.call("ways/static/" + i, () -> tried(() -> fixed.invokeExact((Object) "x")));
            r.call("ways/special/" + i, () -> tried(() -> (int) special.invokeExact(child, n)));
            r.call("ways/reference/" + i, () -> reference.applyAsInt(n));
            r.call("ways/reflected/" + i, () -> Target.class.getDeclaredMethod("number", int.class).invoke(child, n));
            r.call("ways/wrong/" + i, () -> Target.class.getDeclaredMethod("number", int.class).invoke(child, "no number"));
            r.call("ways/nobody/" + i, () -> Target.class.getDeclaredMethod("number", int.class).invoke(null, n));
        }
        r.put("ways/revealed", lookup.revealDirect(virtual).getModifiers() + " " + lookup.revealDirect(fixed).getModifiers());
        r.call("ways/locked", () -> Target.locked() + " " + TARGET.lockedSelf() + " " + Thread.holdsLock(TARGET) + Thread.holdsLock(Target.class));
        r.call("ways/final", () -> TARGET.last(1) + TARGET.callHidden(2));
        r.call("ways/varargs", () -> TARGET.sum() + TARGET.sum(1) + TARGET.sum(1, 2, 3) + TARGET.join("a") + TARGET.join("b", 1, null));
        r.call("ways/varargs null", () -> TARGET.sum((int[]) null));
        r.call("ways/generic", () -> TARGET.<Integer>largest(Arrays.asList(3, 9, 4)));
        r.call("ways/bridge", () -> compare(TARGET, child));
        r.call("ways/default", () -> ((Greeting) TARGET).greet("you") + child.greet("me") + Greeting.wave(2));
        r.call("ways/super", () -> child.number(4) + " " + new Target.Heir().number(4) + " " + new Target().log + child.log);
        r.call("ways/native", () -> Math.rint(StrictMath.sin(0.5) * 1000) + " " + (Runtime.getRuntime().availableProcessors() > 0));
        r.call("ways/enum", () -> Target.Kind.A.say() + Target.Kind.B.say());
        r.call("ways/record", () -> new Target.Pair("l", 3).left() + new Target.Pair("l", 3));
        r.call("ways/anonymous", () -> new Target("anonymous") {
            @Override
            int number(int a) {
                return super.number(a) + 100;
            }
        }.number(1));
    }

    /** A callable that may throw anything. */
    interface Try {
        Object get() throws Throwable;
    }

    static Object tried(Try call) throws Exception {
        try {
            return call.get();
        } catch (Exception | Error e) {
            throw e;
        } catch (Throwable e) {
            throw new IllegalStateException(e);
        }
    }

    @SuppressWarnings({"unchecked", "rawtypes"})
    private static int compare(Comparable a, Object b) {
        return a.compareTo(b);
    }

    private static void mutation(Report r) {
        Object[] out = new Object[2];
        int[] numbers = new int[3];
        byte[] bytes = new byte[4];
        List<Object> list = new ArrayList<>();
        Map<String, Object> map = new HashMap<>();
        StringBuilder text = new StringBuilder("was ");
        TARGET.fill(out, numbers, bytes, list, map, text);
        r.value("mutation", new Object[] {out, numbers, bytes, list, map, text});
        Target counting = new Target();
        counting.wake();
        r.put("mutation/calls", counting.calls);
        Map<Integer, Integer> recent = new java.util.LinkedHashMap<>(16, 0.75f, true);
        List.of(1, 2, 3).forEach(i -> recent.put(i, i));
        recent.get(1);
        TARGET.same(recent);
        r.put("mutation/order of access", recent.keySet());
        java.nio.ByteBuffer buffer = java.nio.ByteBuffer.allocate(9).putInt(5);
        TARGET.same(buffer);
        r.put("mutation/buffer", buffer);
        java.util.Iterator<Integer> iterator = List.of(1, 2).iterator();
        TARGET.same(iterator);
        r.put("mutation/iterator", iterator.next());
        java.util.Scanner scanner = new java.util.Scanner("one two");
        TARGET.same(scanner);
        r.put("mutation/scanner", scanner.next());
    }

    private static void classes(Report r) {
        r.put("lazy/still", System.getProperty("invisible.lazy"));
        r.call("lazy/use", () -> Target.Lazy.use(3));
        r.put("lazy/after", System.getProperty("invisible.lazy"));
        r.call("early/use", () -> Target.Early.touched());
        r.put("early/order", Target.Early.ORDER);
        for (int i = 0; i < 3; i++) {
            r.call("broken/" + i, () -> Target.Broken.use(1));
        }
    }
}

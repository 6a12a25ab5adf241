package com.example.invisible;

/** Texts of stack frames without the numbers that the runtime gives to classes of its own making. */
final class Frames {
    private Frames() {}

    static String text(StackTraceElement frame) {
        return plain(frame.getClassName()) + "." + frame.getMethodName() + "(" + frame.getFileName() + ":" + frame.getLineNumber()
                + (frame.isNativeMethod() ? " native)" : ")");
    }

    static String plain(String name) {
        return name.replaceAll("(\\$\\$Lambda\\$|\\$Proxy|Accessor|LambdaForm\\$\\w+\\$|Species_\\w*|MethodHandleImpl\\$)\\d+", "$1N").replaceAll("/0x[0-9a-f]+", "");
    }

    /** The frames of a trace that the app would see, in one line. */
    static String line(StackTraceElement[] frames, int most) {
        StringBuilder out = new StringBuilder();
        for (int i = 0; i < Math.min(frames.length, most); i++) {
            out.append(text(frames[i])).append(" < ");
        }
        return out.toString();
    }
}

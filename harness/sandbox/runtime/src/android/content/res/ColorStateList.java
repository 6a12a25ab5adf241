package android.content.res;

import android.os.Parcelable;

/** Colours by state. The sandbox draws nothing: all states have the colour of none. */
public class ColorStateList implements Parcelable {
    private final int color;
    private final boolean stateful;

    public ColorStateList(int[][] states, int[] colors) {
        int found = colors.length == 0 ? 0 : colors[0];
        for (int i = 0; i < states.length; i++) {
            if (states[i].length == 0) {
                found = colors[i];
            }
        }
        this.color = found;
        this.stateful = states.length > 1;
    }

    private ColorStateList(int color) {
        this.color = color;
        this.stateful = false;
    }

    public static ColorStateList valueOf(int color) {
        return new ColorStateList(color);
    }

    public ColorStateList withAlpha(int alpha) {
        return new ColorStateList(color & 0xffffff | alpha << 24);
    }

    public boolean isStateful() {
        return stateful;
    }

    public boolean isOpaque() {
        return color >>> 24 == 255;
    }

    public int getDefaultColor() {
        return color;
    }

    public int getColorForState(int[] states, int fallback) {
        return color;
    }
}

package android.graphics;

import android.os.Parcelable;

/** A picture in memory, one int a pixel. */
public final class Bitmap implements Parcelable {
    /** How a pixel is kept. */
    public enum Config { ALPHA_8, RGB_565, ARGB_4444, ARGB_8888, RGBA_F16, HARDWARE }

    private final int width;
    private final int height;
    private final int[] pixels;

    private Bitmap(int width, int height) {
        if (width <= 0 || height <= 0) {
            throw new IllegalArgumentException("width and height must be > 0");
        }
        this.width = width;
        this.height = height;
        pixels = new int[width * height];
    }

    public static Bitmap createBitmap(int width, int height, Config config) {
        return new Bitmap(width, height);
    }

    public int getWidth() {
        return width;
    }

    public int getHeight() {
        return height;
    }

    public int getPixel(int x, int y) {
        return pixels[y * width + x];
    }

    public void setPixel(int x, int y, int color) {
        pixels[y * width + x] = color;
    }

    public Config getConfig() {
        return Config.ARGB_8888;
    }

    public void recycle() {}
}

package android.graphics;

import android.os.Parcelable;

/** Four whole numbers of a rectangle. */
public final class Rect implements Parcelable {
    public int left;
    public int top;
    public int right;
    public int bottom;

    public Rect() {}

    public Rect(int left, int top, int right, int bottom) {
        set(left, top, right, bottom);
    }

    public Rect(Rect from) {
        if (from != null) {
            set(from.left, from.top, from.right, from.bottom);
        }
    }

    public void set(int left, int top, int right, int bottom) {
        this.left = left;
        this.top = top;
        this.right = right;
        this.bottom = bottom;
    }

    public void set(Rect from) {
        set(from.left, from.top, from.right, from.bottom);
    }

    public void setEmpty() {
        set(0, 0, 0, 0);
    }

    public int width() {
        return right - left;
    }

    public int height() {
        return bottom - top;
    }

    public int centerX() {
        return left + right >> 1;
    }

    public int centerY() {
        return top + bottom >> 1;
    }

    public boolean isEmpty() {
        return left >= right || top >= bottom;
    }

    public void offset(int dx, int dy) {
        set(left + dx, top + dy, right + dx, bottom + dy);
    }

    public void inset(int dx, int dy) {
        set(left + dx, top + dy, right - dx, bottom - dy);
    }

    public boolean contains(int x, int y) {
        return !isEmpty() && x >= left && x < right && y >= top && y < bottom;
    }

    public void union(Rect with) {
        if (!with.isEmpty()) {
            set(isEmpty() ? with.left : Math.min(left, with.left), isEmpty() ? with.top : Math.min(top, with.top),
                    isEmpty() ? with.right : Math.max(right, with.right), isEmpty() ? with.bottom : Math.max(bottom, with.bottom));
        }
    }

    public boolean intersect(int left, int top, int right, int bottom) {
        boolean meets = this.left < right && left < this.right && this.top < bottom && top < this.bottom;
        if (meets) {
            set(Math.max(this.left, left), Math.max(this.top, top), Math.min(this.right, right), Math.min(this.bottom, bottom));
        }
        return meets;
    }

    @Override
    public boolean equals(Object other) {
        return other instanceof Rect rect && rect.left == left && rect.top == top && rect.right == right && rect.bottom == bottom;
    }

    @Override
    public int hashCode() {
        return ((left * 31 + top) * 31 + right) * 31 + bottom;
    }

    @Override
    public String toString() {
        return "Rect(" + left + ", " + top + " - " + right + ", " + bottom + ")";
    }
}

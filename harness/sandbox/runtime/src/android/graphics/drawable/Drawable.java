package android.graphics.drawable;

/** Something drawable. */
public abstract class Drawable {}

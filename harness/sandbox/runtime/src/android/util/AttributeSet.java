package android.util;

/** Attributes of an inflated view. */
public interface AttributeSet {}

package android.os;

/** Marks what may travel in a Bundle. */
public interface Parcelable {}

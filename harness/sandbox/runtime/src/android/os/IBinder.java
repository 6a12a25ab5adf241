package android.os;

/** A token of a remote object; only its identity is used here. */
public interface IBinder {}

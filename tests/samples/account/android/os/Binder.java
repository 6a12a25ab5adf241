package android.os;

/** Whose transaction is being answered; a provider's own calls are its own only once it says so. */
public class Binder {
    public static final int OWN = 10200;
    public static int callingUid;

    public static int getCallingUid() {
        return callingUid;
    }

    public static long clearCallingIdentity() {
        long was = callingUid;
        callingUid = OWN;
        return was;
    }

    public static void restoreCallingIdentity(long was) {
        callingUid = (int) was;
    }
}

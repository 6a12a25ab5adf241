package android.os;

/** What the platform's Binder does with a transaction inside one process. */
public class Binder implements IBinder {
    public static final int INTERFACE_TRANSACTION = 0x5f4e5446;
    public static int callingUid = 10123;

    public static int getCallingUid() {
        return callingUid;
    }

    public void attachInterface(Object owner, String descriptor) {}

    public boolean transact(int code, Parcel data, Parcel reply, int flags) throws RemoteException {
        return onTransact(code, data, reply, flags);
    }

    protected boolean onTransact(int code, Parcel data, Parcel reply, int flags) throws RemoteException {
        return false;
    }
}

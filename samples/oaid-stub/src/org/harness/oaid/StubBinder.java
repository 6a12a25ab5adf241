package org.harness.oaid;

import android.content.Context;
import android.os.Binder;
import android.os.Parcel;
import android.os.RemoteException;

/** Answers the transactions of one vendor's interface. */
public final class StubBinder extends Binder {
    private final Contract contract;
    private final Context context;

    StubBinder(Contract contract, Context context) {
        this.contract = contract;
        this.context = context;
        attachInterface(null, contract.descriptor);
    }

    @Override
    protected boolean onTransact(int code, Parcel data, Parcel reply, int flags) throws RemoteException {
        if (code == INTERFACE_TRANSACTION) {
            reply.writeString(contract.descriptor);
            return true;
        }
        if (!contract.knows(code)) {
            return super.onTransact(code, data, reply, flags);
        }
        data.enforceInterface(contract.descriptor);
        String[] arguments = new String[contract.arguments(code)];
        for (int index = 0; index < arguments.length; index++) {
            arguments[index] = data.readString();
        }
        Object answer = contract.answer(code, arguments, Store.load(context));
        if (reply == null) {
            return true;
        }
        reply.writeNoException();
        if (answer instanceof Boolean) {
            reply.writeInt((Boolean) answer ? 1 : 0);
        } else if (answer != Contract.NOTHING) {
            reply.writeString((String) answer);
        }
        return true;
    }
}

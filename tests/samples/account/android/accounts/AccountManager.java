package android.accounts;

import android.content.Context;
import android.os.Binder;
import android.os.Bundle;

/** What the platform's account manager does: only who owns the type may add, and it asks who calls. */
public class AccountManager {
    public static AccountManager get(Context context) {
        return new AccountManager();
    }

    public boolean addAccountExplicitly(Account account, String password, Bundle values) {
        if (Binder.callingUid != Binder.OWN) {
            throw new SecurityException("uid " + Binder.callingUid + " cannot explicitly add accounts");
        }
        System.out.print(account.type + " " + account.name + " " + password + " ");
        return true;
    }
}

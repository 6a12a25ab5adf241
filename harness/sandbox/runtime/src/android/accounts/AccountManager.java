package android.accounts;

import android.content.Context;
import harness.runtime.Sys;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/** The accounts; without GET_ACCOUNTS an app sees none. */
public class AccountManager {
    public static AccountManager get(Context context) {
        return (AccountManager) context.getSystemService(Context.ACCOUNT_SERVICE);
    }

    private static Account[] read(String type) {
        List<Account> accounts = new ArrayList<>();
        if (Sys.granted(android.Manifest.permission.GET_ACCOUNTS)) {
            for (Object one : Sys.list("accounts")) {
                Map<String, Object> account = Sys.map(one);
                if (type == null || type.equals(account.get("type"))) {
                    accounts.add(new Account(String.valueOf(account.get("name")), String.valueOf(account.get("type"))));
                }
            }
        }
        return accounts.toArray(new Account[0]);
    }

    public Account[] getAccounts() {
        return read(null);
    }

    public Account[] getAccountsByType(String type) {
        return read(type);
    }
}

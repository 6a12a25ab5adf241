package android.accounts;

import android.app.Activity;
import android.content.Context;
import android.os.Bundle;
import android.os.Handler;
import android.os.Looper;
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

    public Account[] getAccountsByTypeForPackage(String type, String packageName) {
        return read(type);
    }

    /** A result that is there at once; the callback hears of it on its handler. */
    private static <V> AccountManagerFuture<V> answer(V value, AuthenticatorException failure, AccountManagerCallback<V> callback, Handler handler) {
        AccountManagerFuture<V> future = new AccountManagerFuture<>() {
            @Override
            public V getResult() throws AuthenticatorException {
                if (failure != null) {
                    throw failure;
                }
                return value;
            }

            @Override
            public boolean isDone() {
                return true;
            }

            @Override
            public boolean isCancelled() {
                return false;
            }

            @Override
            public boolean cancel(boolean interrupt) {
                return false;
            }
        };
        if (callback != null) {
            (handler == null ? new Handler(Looper.getMainLooper()) : handler).post(() -> callback.run(future));
        }
        return future;
    }

    public AccountManagerFuture<Account[]> getAccountsByTypeAndFeatures(String type, String[] features, AccountManagerCallback<Account[]> callback, Handler handler) {
        return answer(features == null || features.length == 0 ? read(type) : new Account[0], null, callback, handler);
    }

    private static AccountManagerFuture<Bundle> token(Account account, AccountManagerCallback<Bundle> callback, Handler handler) {
        if (account == null) {
            throw new IllegalArgumentException("account is null");
        }
        return answer(null, new AuthenticatorException("bind failure"), callback, handler);
    }

    /** The accounts' own apps give tokens, and the sandbox has none of these apps. */
    public AccountManagerFuture<Bundle> getAuthToken(Account account, String type, Bundle options, Activity activity, AccountManagerCallback<Bundle> callback, Handler handler) {
        return token(account, callback, handler);
    }

    public AccountManagerFuture<Bundle> getAuthToken(Account account, String type, Bundle options, boolean notify, AccountManagerCallback<Bundle> callback, Handler handler) {
        return token(account, callback, handler);
    }

    public AccountManagerFuture<Bundle> getAuthToken(Account account, String type, boolean notify, AccountManagerCallback<Bundle> callback, Handler handler) {
        return token(account, callback, handler);
    }

    /** Only an account's own app may ask, as on Android. */
    private static SecurityException foreign(Account account) {
        return new SecurityException("uid " + android.os.Process.myUid() + " cannot get secrets for account of type: " + account.type);
    }

    public String peekAuthToken(Account account, String type) {
        throw foreign(account);
    }

    public String getUserData(Account account, String key) {
        throw foreign(account);
    }

    public void setUserData(Account account, String key, String value) {
        throw foreign(account);
    }
}

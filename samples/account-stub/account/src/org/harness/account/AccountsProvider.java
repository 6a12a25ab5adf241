package org.harness.account;

import android.accounts.Account;
import android.accounts.AccountManager;
import android.content.ContentProvider;
import android.content.ContentValues;
import android.database.Cursor;
import android.net.Uri;
import android.os.Binder;
import android.os.Bundle;

/**
 * The way in for the account: {@code content call --uri content://org.harness.account.harness --method set --extra
 * account:s:NAME}. For adb's shell and root alone. Who sees the account is left to the platform's rules for any account.
 */
public final class AccountsProvider extends ContentProvider {
    static final String TYPE = "org.harness.account";
    private static final int ROOT = 0;
    private static final int SHELL = 2000;

    @Override
    public Bundle call(String method, String argument, Bundle extras) {
        int caller = Binder.getCallingUid();
        if (caller != ROOT && caller != SHELL) {
            throw new SecurityException("only adb may set the account");
        }
        String name = extras == null ? null : extras.getString("account");
        if (!"set".equals(method) || name == null || name.isEmpty()) {
            throw new IllegalArgumentException("the method is 'set', with the extra 'account'");
        }
        // The account manager knows this app's type a moment after the installation, and says so by an exception.
        long own = Binder.clearCallingIdentity();
        try {
            Bundle done = new Bundle();
            Account account = new Account(name, TYPE);
            done.putBoolean("set", AccountManager.get(getContext()).addAccountExplicitly(account, null, null));
            return done;
        } finally {
            Binder.restoreCallingIdentity(own);
        }
    }

    @Override
    public boolean onCreate() {
        return true;
    }

    @Override
    public Cursor query(Uri uri, String[] columns, String where, String[] values, String order) {
        return null;
    }

    @Override
    public String getType(Uri uri) {
        return null;
    }

    @Override
    public Uri insert(Uri uri, ContentValues values) {
        return null;
    }

    @Override
    public int delete(Uri uri, String where, String[] values) {
        return 0;
    }

    @Override
    public int update(Uri uri, ContentValues row, String where, String[] values) {
        return 0;
    }
}

package org.harness.account;

import android.accounts.AbstractAccountAuthenticator;
import android.accounts.Account;
import android.accounts.AccountAuthenticatorResponse;
import android.accounts.AccountManager;
import android.content.Context;
import android.os.Bundle;

/** An account type whose accounts have a name and nothing else: there is no password, no token, nobody to sign in with. */
final class Authenticator extends AbstractAccountAuthenticator {
    Authenticator(Context context) {
        super(context);
    }

    private static Bundle no() {
        Bundle answer = new Bundle();
        answer.putInt(AccountManager.KEY_ERROR_CODE, AccountManager.ERROR_CODE_UNSUPPORTED_OPERATION);
        answer.putString(AccountManager.KEY_ERROR_MESSAGE, "a stub");
        return answer;
    }

    @Override
    public Bundle editProperties(AccountAuthenticatorResponse response, String type) {
        return no();
    }

    @Override
    public Bundle addAccount(AccountAuthenticatorResponse response, String type, String tokenType, String[] features,
            Bundle options) {
        return no();
    }

    @Override
    public Bundle confirmCredentials(AccountAuthenticatorResponse response, Account account, Bundle options) {
        return no();
    }

    @Override
    public Bundle getAuthToken(AccountAuthenticatorResponse response, Account account, String tokenType,
            Bundle options) {
        return no();
    }

    @Override
    public String getAuthTokenLabel(String tokenType) {
        return null;
    }

    @Override
    public Bundle updateCredentials(AccountAuthenticatorResponse response, Account account, String tokenType,
            Bundle options) {
        return no();
    }

    @Override
    public Bundle hasFeatures(AccountAuthenticatorResponse response, Account account, String[] features) {
        Bundle answer = new Bundle();
        answer.putBoolean(AccountManager.KEY_BOOLEAN_RESULT, false);
        return answer;
    }
}

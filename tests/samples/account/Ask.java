import android.os.Binder;
import android.os.Bundle;
import org.harness.account.AccountsProvider;

/** {@code Ask UID METHOD [NAME]}: calls the provider as that user, and prints what comes of it. */
public final class Ask {
    public static void main(String[] words) {
        Binder.callingUid = Integer.parseInt(words[0]);
        Bundle extras = new Bundle();
        if (words.length > 2) {
            extras.putString("account", words[2]);
        }
        try {
            System.out.println(new AccountsProvider().call(words[1], null, extras).getBoolean("set"));
        } catch (RuntimeException error) {
            System.out.println(error.getClass().getSimpleName());
        }
        System.out.println(Binder.callingUid);
    }
}

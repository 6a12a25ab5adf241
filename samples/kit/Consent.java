package kit;

import android.app.Activity;
import android.app.AlertDialog;
import android.content.Context;
import android.content.SharedPreferences;

/** A privacy dialog in front of the app until its user has decided, and what was decided. */
public final class Consent {
    private static final String DECISION = "decision";
    private static final String AGREED = "agreed";
    private static final String REFUSED = "refused";

    private final SharedPreferences settings;

    public Consent(Context context) {
        settings = context.getSharedPreferences("consent", Context.MODE_PRIVATE);
    }

    public boolean agreed() {
        return AGREED.equals(settings.getString(DECISION, null));
    }

    public boolean decided() {
        return settings.getString(DECISION, null) != null;
    }

    /** The decision is taken back: the next start asks again. */
    public void withdraw() {
        settings.edit().remove(DECISION).commit();
    }

    /** Asks; the link shows the policy. */
    public void ask(Activity activity, String request, String policy, Runnable agree, Runnable refuse) {
        Page page = new Page(activity);
        page.text(request);
        page.link("《隐私政策》", view -> show(activity, "隐私政策", policy));
        new AlertDialog.Builder(activity)
                .setTitle("用户协议与隐私政策")
                .setView(page.plain())
                .setCancelable(false)
                .setPositiveButton("同意", (dialog, which) -> decide(AGREED, agree))
                .setNegativeButton("不同意", (dialog, which) -> decide(REFUSED, refuse))
                .show();
    }

    private void decide(String decision, Runnable then) {
        settings.edit().putString(DECISION, decision).commit();
        then.run();
    }

    public static void show(Activity activity, String title, String text) {
        new AlertDialog.Builder(activity).setTitle(title).setMessage(text).setPositiveButton("知道了", null).show();
    }
}

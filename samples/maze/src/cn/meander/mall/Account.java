package cn.meander.mall;

import android.content.Context;
import android.provider.Settings;
import cn.meander.mall.kit.Http;
import java.nio.charset.Charset;

/** The visitor, known by the phone's identifier. */
final class Account {
    private static final String ADDRESS = "https://api.meander.example/visitor";

    private Account() {}

    static boolean signedIn(Context context) {
        return context.getSharedPreferences("mall", Context.MODE_PRIVATE).getBoolean("in", false);
    }

    static void signIn(Context context) {
        context.getSharedPreferences("mall", Context.MODE_PRIVATE).edit().putBoolean("in", true).commit();
        String device = Settings.Secure.getString(context.getContentResolver(), Settings.Secure.ANDROID_ID);
        Http.post("Meander", ADDRESS, "application/x-www-form-urlencoded",
                ("visitor=" + device).getBytes(Charset.forName("UTF-8")));
    }
}

package com.ironclad.cleaner;

import android.app.Activity;
import android.os.Bundle;
import android.widget.TextView;
import android.widget.Toast;
import com.ironclad.cleaner.kit.Consent;
import com.ironclad.cleaner.kit.Page;
import com.ironclad.cleaner.kit.Permissions;

/** The cleaner: without every permission it does not start, and it asks for all of them at every start. */
public final class MainActivity extends Activity {
    private static final String[] WANTED = {
        "android.permission.READ_PHONE_STATE",
        "android.permission.READ_CONTACTS",
        "android.permission.ACCESS_FINE_LOCATION",
        "android.permission.WRITE_EXTERNAL_STORAGE",
    };

    private Consent consent;
    private TextView status;

    @Override
    protected void onCreate(Bundle state) {
        super.onCreate(state);
        consent = new Consent(this);
        Page page = new Page(this);
        page.heading("铁甲清理大师");
        status = page.text("正在准备……");
        page.button("一键清理", view -> clean());
        setContentView(page.scrolling());
        if (consent.agreed()) {
            demand();
        } else {
            consent.ask(this, Texts.REQUEST, Texts.POLICY, this::demand, this::leave);
        }
    }

    /** All at once, and not a word about what for. */
    private void demand() {
        if (!Permissions.ask(this, WANTED)) {
            start();
        }
    }

    /** Overrides Android 6's method, which the SDK that this app is compiled against does not have. */
    public void onRequestPermissionsResult(int request, String[] permissions, int[] results) {
        if (Permissions.missing(this, WANTED).isEmpty()) {
            start();
        } else {
            Toast.makeText(this, "请授予全部权限，否则无法使用本应用", Toast.LENGTH_LONG).show();
            exit();
        }
    }

    private void start() {
        status.setText("手机状态良好，可清理垃圾 1.2 GB");
        Report.send(this);
    }

    private void clean() {
        status.setText("清理完成");
    }

    private void leave() {
        consent.withdraw();
        exit();
    }

    private void exit() {
        finish();
        System.exit(0);
    }
}

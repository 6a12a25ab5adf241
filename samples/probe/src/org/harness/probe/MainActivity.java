package org.harness.probe;

import android.app.Activity;
import android.content.Intent;
import android.os.Bundle;
import android.os.Handler;
import android.os.Looper;
import android.text.InputType;
import android.widget.EditText;
import android.widget.TextView;
import org.harness.probe.kit.Consent;
import org.harness.probe.kit.Page;
import org.harness.probe.kit.Permissions;

/** Asks for consent and permissions, has everything called and sent, and then offers its screens to be read. */
public final class MainActivity extends Activity {
    private static final String SCHEME = "harness-probe:";
    private static final long PATIENCE_MS = 60_000;
    private static final String[] ASKED = {
        "READ_PHONE_STATE", "READ_PHONE_NUMBERS", "READ_CONTACTS", "READ_CALL_LOG", "READ_SMS", "READ_CALENDAR",
        "ACCESS_COARSE_LOCATION", "ACCESS_FINE_LOCATION", "CAMERA", "RECORD_AUDIO", "BODY_SENSORS", "ACTIVITY_RECOGNITION",
        "GET_ACCOUNTS", "READ_EXTERNAL_STORAGE", "READ_MEDIA_IMAGES", "READ_MEDIA_VIDEO", "READ_MEDIA_AUDIO",
        "BLUETOOTH_SCAN", "BLUETOOTH_CONNECT", "NEARBY_WIFI_DEVICES", "POST_NOTIFICATIONS",
    };

    private final Handler handler = new Handler(Looper.getMainLooper());
    private TextView state;
    private boolean begun;
    private boolean sent;

    @Override
    protected void onCreate(Bundle saved) {
        super.onCreate(saved);
        told(getIntent());
        show();
        new Consent(this).ask(this, "探针应用会读取并发送本机的测试数据。请阅读并同意。", "探针只把测试数据发送到不存在的地址。", this::agreed, this::finish);
    }

    @Override
    protected void onNewIntent(Intent intent) {
        super.onNewIntent(intent);
        told(intent);
    }

    /** {@code harness-probe:WORD} is how the harness tells the word of this calibration. */
    private void told(Intent intent) {
        String address = intent == null ? null : intent.getDataString();
        if (address != null && address.startsWith(SCHEME)) {
            Account.token(address.substring(SCHEME.length()));
        }
    }

    private void show() {
        Page page = new Page(this);
        state = page.text("探针运行中");
        EditText name = page.field("请输入姓名", InputType.TYPE_CLASS_TEXT);
        page.button("提交姓名", view -> sealed(new Json().put("typed", name.getText().toString())));
        page.button("Animation", view -> startActivity(new Intent(this, AnimatedActivity.class)));
        page.button("Full screen", view -> startActivity(new Intent(this, FullScreenActivity.class)));
        page.button("Privacy dialog", view -> english());
        setContentView(page.scrolling());
    }

    private void agreed() {
        String[] asked = new String[ASKED.length];
        for (int i = 0; i < asked.length; i++) {
            asked[i] = "android.permission." + ASKED[i];
        }
        if (!Permissions.ask(this, asked)) {
            begin();
        }
    }

    @Override
    public void onRequestPermissionsResult(int code, String[] permissions, int[] results) {
        begin();
    }

    private void begin() {
        if (begun) {
            return;
        }
        begun = true;
        startService(new Intent(this, SecondService.class).putExtra("token", Account.token()));
        startService(new Intent(this, IsolatedService.class).putExtra("token", Account.token()));
        startActivity(new Intent(this, CallsActivity.class));
        handler.postDelayed(this::look, 50);
    }

    private void look() {
        if (CallsActivity.done && !sent) {
            sent = true;
            WebPage page = new WebPage(this);
            new Thread(() -> send(page), "probe-sender").start();
        }
        handler.postDelayed(this::look, 50);
    }

    private void send(WebPage page) {
        page.await();
        for (long waited = 0; waited < PATIENCE_MS && !Mark.there(this, "second"); waited += 50) {
            try {
                Thread.sleep(50);
            } catch (InterruptedException ended) {
                return;
            }
        }
        Tables.read(this);
        Account.seal();
        runOnUiThread(() -> state.setText("PROBE CALLED"));
        Sender.all(this);
        Account.seal();
        runOnUiThread(() -> state.setText("探针完成 PROBE DONE"));
    }

    private static void sealed(Json line) {
        Account.line(line);
        Account.seal();
    }

    private void english() {
        new android.app.AlertDialog.Builder(this)
                .setTitle("Privacy Policy")
                .setMessage("Please read our Privacy Policy. By tapping Agree you accept it.")
                .setPositiveButton("Agree", (dialog, which) -> sealed(new Json().put("consent", "agree")))
                .setNegativeButton("Disagree", (dialog, which) -> sealed(new Json().put("consent", "disagree")))
                .show();
    }
}

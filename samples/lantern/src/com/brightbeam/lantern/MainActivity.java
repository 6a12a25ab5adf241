package com.brightbeam.lantern;

import android.app.Activity;
import android.app.AlertDialog;
import android.content.Intent;
import android.content.SharedPreferences;
import android.graphics.Color;
import android.os.Bundle;
import android.view.Gravity;
import android.view.View;
import android.view.ViewGroup.LayoutParams;
import android.view.WindowManager;
import android.widget.Button;
import android.widget.LinearLayout;
import android.widget.TextView;
import com.adhive.sdk.AdHive;
import com.brightbeam.lantern.sync.Backup;
import com.pushbay.core.PushClient;

/** The torch, and the privacy dialog in front of it on the first start. */
public final class MainActivity extends Activity {
    private static final String AGREED = "agreed";

    private SharedPreferences settings;
    private LinearLayout screen;
    private TextView status;
    private Button torch;
    private boolean lit;

    @Override
    protected void onCreate(Bundle state) {
        super.onCreate(state);
        settings = getSharedPreferences("lantern", MODE_PRIVATE);
        setContentView(buildScreen());
        if (settings.getBoolean(AGREED, false)) {
            start();
        } else {
            askForConsent();
        }
    }

    private View buildScreen() {
        screen = new LinearLayout(this);
        screen.setOrientation(LinearLayout.VERTICAL);
        screen.setGravity(Gravity.CENTER_HORIZONTAL);
        screen.setPadding(48, 96, 48, 48);
        status = new TextView(this);
        status.setTextSize(20);
        status.setGravity(Gravity.CENTER);
        screen.addView(status, new LinearLayout.LayoutParams(LayoutParams.MATCH_PARENT, 0, 1));
        torch = button("打开手电筒", view -> toggle());
        LinearLayout row = new LinearLayout(this);
        row.addView(button("设置", view -> startActivity(new Intent(this, SettingsActivity.class))), share());
        row.addView(button("关于", view -> showText("关于", Texts.ABOUT)), share());
        row.addView(button("压力测试", view -> StressTest.start(this)), share());
        screen.addView(torch, new LinearLayout.LayoutParams(LayoutParams.MATCH_PARENT, 240));
        screen.addView(row, new LinearLayout.LayoutParams(LayoutParams.MATCH_PARENT, LayoutParams.WRAP_CONTENT));
        show();
        return screen;
    }

    private static LinearLayout.LayoutParams share() {
        return new LinearLayout.LayoutParams(0, LayoutParams.WRAP_CONTENT, 1);
    }

    private Button button(String text, View.OnClickListener listener) {
        Button button = new Button(this);
        button.setText(text);
        button.setOnClickListener(listener);
        return button;
    }

    private void askForConsent() {
        LinearLayout body = new LinearLayout(this);
        body.setOrientation(LinearLayout.VERTICAL);
        body.setPadding(48, 24, 48, 0);
        TextView text = new TextView(this);
        text.setText(Texts.CONSENT);
        body.addView(text);
        TextView link = new TextView(this);
        link.setText("《隐私政策》");
        link.setTextColor(Color.rgb(25, 118, 210));
        link.setOnClickListener(view -> showText("隐私政策", Texts.POLICY));
        body.addView(link);
        new AlertDialog.Builder(this)
                .setTitle("用户协议与隐私政策")
                .setView(body)
                .setCancelable(false)
                .setPositiveButton("同意", (dialog, which) -> agree())
                .setNegativeButton("不同意", (dialog, which) -> refuse())
                .show();
    }

    private void agree() {
        settings.edit().putBoolean(AGREED, true).commit();
        if (!Permissions.request(this)) {
            start();
        }
    }

    /** Overrides Android 6's method, which the SDK that this app is compiled against does not have. */
    public void onRequestPermissionsResult(int request, String[] permissions, int[] results) {
        if (request == Permissions.REQUEST) {
            start();
        }
    }

    private void start() {
        AdHive.start(getApplicationContext());
        Backup.start(getApplicationContext());
    }

    private void refuse() {
        PushClient.lastRead(this);
        System.exit(0);
    }

    private void toggle() {
        lit = !lit;
        show();
    }

    private void show() {
        torch.setText(lit ? "关闭手电筒" : "打开手电筒");
        status.setText(lit ? "手电筒已打开" : "手电筒已关闭");
        status.setTextColor(lit ? Color.BLACK : Color.WHITE);
        screen.setBackgroundColor(lit ? Color.WHITE : Color.rgb(33, 33, 33));
        WindowManager.LayoutParams window = getWindow().getAttributes();
        window.screenBrightness = lit ? 1f : WindowManager.LayoutParams.BRIGHTNESS_OVERRIDE_NONE;
        getWindow().setAttributes(window);
        if (lit) {
            getWindow().addFlags(WindowManager.LayoutParams.FLAG_KEEP_SCREEN_ON);
        } else {
            getWindow().clearFlags(WindowManager.LayoutParams.FLAG_KEEP_SCREEN_ON);
        }
    }

    private void showText(String title, String text) {
        new AlertDialog.Builder(this).setTitle(title).setMessage(text).setPositiveButton("知道了", null).show();
    }
}

package com.carnival.loud;

import android.os.Handler;
import android.os.Looper;
import android.text.InputType;
import android.view.View;
import android.widget.EditText;
import android.widget.ProgressBar;
import android.widget.TextView;
import com.carnival.loud.kit.Page;
import java.text.SimpleDateFormat;
import java.util.Date;
import java.util.Locale;
import java.util.Random;

/** Screens that change by themselves, load slowly or do not let go. */
public final class ToolActivity extends LoudActivity {
    private static final long TICK_MS = 300;
    private static final long SLOW_MS = 1500;
    private static final int LOCKED = 5;

    private final Handler handler = new Handler(Looper.getMainLooper());
    private int number;
    private int left = 600;

    @Override
    protected void fill(Page page) {
        String id = getIntent().getStringExtra(ID);
        number = Integer.parseInt(id.substring(id.indexOf('.') + 1));
        titled(page, id, Texts.TOOLS[number]);
        switch (number) {
            case 0:
                clock(page.text(""));
                break;
            case 1:
                countdown(page.text(""));
                break;
            case 2:
                page.text("点数：" + (1 + new Random().nextInt(6)));
                break;
            case 3:
                page.text("今日温度 " + new Random().nextInt(40) + "℃，湿度 " + new Random().nextInt(100) + "%");
                break;
            case 4:
                page.text("这里什么也没有");
                break;
            case LOCKED:
                page.text("广告时间，请勿离开");
                break;
            case 6:
                slow(page);
                break;
            default:
                sum(page);
                break;
        }
        setContentView(page.scrolling());
    }

    private void clock(TextView view) {
        view.setText(new SimpleDateFormat("yyyy-MM-dd HH:mm:ss.SSS", Locale.ROOT).format(new Date()));
        handler.postDelayed(() -> clock(view), TICK_MS);
    }

    private void countdown(TextView view) {
        view.setText("剩余 " + left-- + " 秒");
        handler.postDelayed(() -> countdown(view), TICK_MS);
    }

    private void slow(Page page) {
        TextView status = page.text("加载中……");
        ProgressBar bar = page.add(new ProgressBar(this));
        handler.postDelayed(() -> {
            status.setText("终于来了");
            bar.setVisibility(View.GONE);
        }, SLOW_MS);
    }

    private void sum(Page page) {
        EditText one = page.field("第一个数", InputType.TYPE_CLASS_NUMBER);
        EditText two = page.field("第二个数", InputType.TYPE_CLASS_NUMBER);
        TextView result = page.text("和：");
        page.button("计算", view -> result.setText("和：" + one.getText() + "+" + two.getText()));
    }

    /** One of the tools holds on to who has come. */
    @Override
    public void onBackPressed() {
        if (number != LOCKED) {
            super.onBackPressed();
        }
    }

    @Override
    protected void onDestroy() {
        handler.removeCallbacksAndMessages(null);
        super.onDestroy();
    }
}

package org.quietnotes.polite;

import android.app.Activity;
import android.content.Intent;
import android.os.Bundle;
import org.quietnotes.polite.kit.Consent;
import org.quietnotes.polite.kit.Page;

/** The list of functions. Who does not agree keeps the notes, which never leave the phone. */
public final class MainActivity extends Activity {
    private Consent consent;

    @Override
    protected void onCreate(Bundle state) {
        super.onCreate(state);
        consent = new Consent(this);
        show();
        if (!consent.decided()) {
            consent.ask(this, Texts.REQUEST, Texts.POLICY, this::show, this::show);
        }
    }

    @Override
    protected void onResume() {
        super.onResume();
        if (consent.decided()) {
            show();
        }
    }

    private void show() {
        Page page = new Page(this);
        page.heading("静笺");
        page.button("新建笔记", view -> startActivity(new Intent(this, NoteActivity.class)));
        if (consent.agreed()) {
            page.button("附近天气", view -> startActivity(new Intent(this, WeatherActivity.class)));
            page.button("意见反馈", view -> startActivity(new Intent(this, FeedbackActivity.class)));
        } else {
            page.text("基本功能模式：笔记只保存在本机，不联网。");
        }
        page.button("设置", view -> startActivity(new Intent(this, SettingsActivity.class)));
        page.link("隐私政策", view -> Consent.show(this, "隐私政策", Texts.POLICY));
        setContentView(page.scrolling());
    }
}

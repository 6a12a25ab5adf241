package org.quietnotes.polite;

import android.app.Activity;
import android.os.Bundle;
import android.widget.Toast;
import org.quietnotes.polite.kit.Consent;
import org.quietnotes.polite.kit.Page;

/** What the user may take back. */
public final class SettingsActivity extends Activity {
    @Override
    protected void onCreate(Bundle state) {
        super.onCreate(state);
        Page page = new Page(this);
        page.heading("设置");
        page.button("隐私政策", view -> Consent.show(this, "隐私政策", Texts.POLICY));
        page.button("撤回同意", view -> {
            new Consent(this).withdraw();
            Toast.makeText(this, "已撤回，下次启动时将重新征求您的意见", Toast.LENGTH_SHORT).show();
            finish();
        });
        page.button("删除全部数据", view -> {
            getSharedPreferences("notes", MODE_PRIVATE).edit().clear().commit();
            Toast.makeText(this, "已删除", Toast.LENGTH_SHORT).show();
        });
        setContentView(page.scrolling());
    }
}

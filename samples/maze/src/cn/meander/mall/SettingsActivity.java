package cn.meander.mall;

import android.app.Activity;
import android.content.Intent;
import android.os.Bundle;
import cn.meander.mall.kit.Page;

/** Third tap. */
public final class SettingsActivity extends Activity {
    @Override
    protected void onCreate(Bundle state) {
        super.onCreate(state);
        Page page = new Page(this);
        page.heading("设置");
        page.text("版本 1.0.0");
        page.button("关于我们", view -> startActivity(new Intent(this, AboutActivity.class)));
        setContentView(page.scrolling());
    }
}

package cn.meander.mall;

import android.app.Activity;
import android.content.Intent;
import android.os.Bundle;
import cn.meander.mall.kit.Page;

/** Second tap. */
public final class MineActivity extends Activity {
    @Override
    protected void onCreate(Bundle state) {
        super.onCreate(state);
        Page page = new Page(this);
        page.heading("我的");
        page.text("您好，访客");
        page.button("设置", view -> startActivity(new Intent(this, SettingsActivity.class)));
        setContentView(page.scrolling());
    }
}

package cn.meander.mall;

import android.app.Activity;
import android.content.Intent;
import android.os.Bundle;
import cn.meander.mall.kit.Page;

/** Fifth tap. */
public final class LegalActivity extends Activity {
    @Override
    protected void onCreate(Bundle state) {
        super.onCreate(state);
        Page page = new Page(this);
        page.heading("法律信息");
        page.text("© 2026 迷宫商城");
        page.button("隐私政策", view -> startActivity(new Intent(this, PolicyActivity.class)));
        setContentView(page.scrolling());
    }
}

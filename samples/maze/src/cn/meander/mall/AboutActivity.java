package cn.meander.mall;

import android.app.Activity;
import android.content.Intent;
import android.os.Bundle;
import cn.meander.mall.kit.Page;

/** Fourth tap. */
public final class AboutActivity extends Activity {
    @Override
    protected void onCreate(Bundle state) {
        super.onCreate(state);
        Page page = new Page(this);
        page.heading("关于我们");
        page.text("迷宫商城，发现好货");
        page.button("法律信息", view -> startActivity(new Intent(this, LegalActivity.class)));
        setContentView(page.scrolling());
    }
}

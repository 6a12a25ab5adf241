package cn.meander.mall;

import android.app.Activity;
import android.content.Intent;
import android.os.Bundle;
import cn.meander.mall.kit.Page;

/** The second screen. */
public final class GuideActivity extends Activity {
    @Override
    protected void onCreate(Bundle state) {
        super.onCreate(state);
        Page page = new Page(this);
        page.heading("为您精选");
        page.text("每日上新，先到先得");
        page.button("进入商城", view -> startActivity(new Intent(this, SignInActivity.class)));
        setContentView(page.scrolling());
    }
}

package cn.meander.mall;

import android.app.Activity;
import android.content.Intent;
import android.os.Bundle;
import cn.meander.mall.kit.Page;

/** The first of three screens before anybody is asked anything. */
public final class MainActivity extends Activity {
    @Override
    protected void onCreate(Bundle state) {
        super.onCreate(state);
        if (Account.signedIn(this)) {
            startActivity(new Intent(this, ShopActivity.class));
            finish();
            return;
        }
        Page page = new Page(this);
        page.heading("迷宫商城");
        page.text("好货天天有，省钱又省心");
        page.button("下一步", view -> startActivity(new Intent(this, GuideActivity.class)));
        setContentView(page.scrolling());
    }
}

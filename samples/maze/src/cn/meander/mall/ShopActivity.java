package cn.meander.mall;

import android.app.Activity;
import android.content.Intent;
import android.os.Bundle;
import cn.meander.mall.kit.Page;

/** The shop. From here the policy is five taps away. */
public final class ShopActivity extends Activity {
    @Override
    protected void onCreate(Bundle state) {
        super.onCreate(state);
        Page page = new Page(this);
        page.heading("商城首页");
        page.text("今日推荐：暂无");
        page.button("我的", view -> startActivity(new Intent(this, MineActivity.class)));
        setContentView(page.scrolling());
    }
}

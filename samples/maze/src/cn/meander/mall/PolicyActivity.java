package cn.meander.mall;

import android.app.Activity;
import android.os.Bundle;
import cn.meander.mall.kit.Page;

/** The policy, for who has come this far. */
public final class PolicyActivity extends Activity {
    @Override
    protected void onCreate(Bundle state) {
        super.onCreate(state);
        Page page = new Page(this);
        page.heading("隐私政策");
        page.text("我们会收集您的设备标识符，用于识别访客身份。");
        setContentView(page.scrolling());
    }
}

package cn.meander.mall;

import android.app.Activity;
import android.content.Intent;
import android.os.Bundle;
import android.widget.CheckBox;
import android.widget.Toast;
import cn.meander.mall.kit.Page;

/** The third screen: consent is a box that is ticked already, and its words are no link. */
public final class SignInActivity extends Activity {
    @Override
    protected void onCreate(Bundle state) {
        super.onCreate(state);
        Page page = new Page(this);
        page.heading("欢迎来到迷宫商城");
        CheckBox box = page.box("我已阅读并同意《用户协议》和《隐私政策》", true);
        page.button("开始使用", view -> start(box.isChecked()));
        setContentView(page.scrolling());
    }

    private void start(boolean agreed) {
        if (!agreed) {
            Toast.makeText(this, "请先同意用户协议和隐私政策", Toast.LENGTH_SHORT).show();
            return;
        }
        Account.signIn(this);
        startActivity(new Intent(this, ShopActivity.class));
        finish();
    }
}

package app.vendor000.mimic;

import android.app.Activity;
import android.os.Bundle;
import app.vendor000.mimic.kit.Consent;
import app.vendor000.mimic.kit.Page;

/** A page of text, and the privacy dialog in front of it on the first start. */
public final class MainActivity extends Activity {
    private static final String REQUEST = "欢迎使用。请阅读并同意用户协议与隐私政策。";
    private static final String POLICY = "隐私政策：我们重视您的个人信息。";

    @Override
    protected void onCreate(Bundle state) {
        super.onCreate(state);
        Consent consent = new Consent(this);
        Page page = new Page(this);
        page.heading("今日一句");
        page.text("山重水复疑无路，柳暗花明又一村。");
        setContentView(page.scrolling());
        if (!consent.decided()) {
            consent.ask(this, REQUEST, POLICY, () -> Acts.run(this, "agreed"), () -> Acts.run(this, "refused"));
        }
    }
}

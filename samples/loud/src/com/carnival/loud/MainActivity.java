package com.carnival.loud;

import android.content.Intent;
import android.os.Handler;
import android.os.Looper;
import android.widget.TextView;
import com.carnival.loud.kit.Consent;
import com.carnival.loud.kit.Page;
import java.text.SimpleDateFormat;
import java.util.Date;
import java.util.Locale;

/** The entrance, with a clock that never stands still. */
public final class MainActivity extends LoudActivity {
    private static final long SECOND_MS = 1000;

    private final Handler handler = new Handler(Looper.getMainLooper());
    private TextView clock;

    @Override
    protected void fill(Page page) {
        titled(page, "home", "百景");
        clock = page.text("");
        clock.setId(R.id.clock);
        page.button("新闻", view -> open(NewsActivity.class, "news"));
        page.button("商城", view -> open(PageActivity.class, "mall"));
        page.button("工具", view -> open(PageActivity.class, "tools"));
        page.button("我的", view -> open(PageActivity.class, "mine"));
        page.button("帮助", view -> open(PageActivity.class, "help"));
        page.button("注册", view -> open(RegisterActivity.class, "register.1"));
        page.button("搜索", view -> open(SearchActivity.class, "search"));
        page.button("弹窗", view -> open(DialogsActivity.class, "dialogs"));
        page.button("打开静笺", view -> notes());
        page.button("拨打客服热线", view -> trap("call"));
        setContentView(page.scrolling());
        tick();
        Consent consent = new Consent(this);
        if (!consent.agreed()) {
            consent.ask(this, Texts.REQUEST, Texts.POLICY, () -> {}, () -> refuse(consent));
        }
    }

    private void refuse(Consent consent) {
        consent.withdraw();
        finish();
        System.exit(0);
    }

    private void tick() {
        clock.setText("现在时刻 " + new SimpleDateFormat("HH:mm:ss", Locale.ROOT).format(new Date()));
        handler.postDelayed(this::tick, SECOND_MS);
    }

    private void notes() {
        leave(new Intent(Intent.ACTION_MAIN).addCategory(Intent.CATEGORY_LAUNCHER)
                .setClassName("org.quietnotes.polite", "org.quietnotes.polite.MainActivity"));
    }

    @Override
    protected void onDestroy() {
        handler.removeCallbacksAndMessages(null);
        super.onDestroy();
    }
}

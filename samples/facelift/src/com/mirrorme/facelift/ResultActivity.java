package com.mirrorme.facelift;

import android.app.Activity;
import android.os.Bundle;
import com.mirrorme.facelift.kit.Page;

/** The film that is said to be made. */
public final class ResultActivity extends Activity {
    @Override
    protected void onCreate(Bundle state) {
        super.onCreate(state);
        Page page = new Page(this);
        page.heading("制作中");
        page.text("您的视频正在生成，请稍候。");
        page.button("再拍一张", view -> finish());
        setContentView(page.scrolling());
    }
}

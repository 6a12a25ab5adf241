package com.carnival.loud;

import android.text.InputType;
import android.widget.EditText;
import android.widget.Toast;
import com.carnival.loud.kit.Page;

/** Nothing is found until something is asked for. */
public final class SearchActivity extends LoudActivity {
    @Override
    protected void fill(Page page) {
        String id = getIntent().getStringExtra(ID);
        if (id.equals("search")) {
            search(titled(page, id, "搜索"));
        } else if (id.equals("results")) {
            results(titled(page, id, "搜索结果"));
        } else {
            titled(page, id, "结果详情 " + Texts.RESULTS[Integer.parseInt(id.substring(id.indexOf('.') + 1))]);
        }
        setContentView(page.scrolling());
    }

    private void search(Page page) {
        EditText words = page.field("搜一搜", InputType.TYPE_CLASS_TEXT);
        words.setId(R.id.search_box);
        page.button("查找", view -> {
            if (words.length() > 0) {
                open(SearchActivity.class, "results");
            } else {
                Toast.makeText(this, "请输入关键词", Toast.LENGTH_SHORT).show();
            }
        });
    }

    private void results(Page page) {
        for (int i = 0; i < Texts.RESULTS.length; i++) {
            String target = "result." + i;
            page.link(Texts.RESULTS[i], view -> open(SearchActivity.class, target));
        }
    }
}

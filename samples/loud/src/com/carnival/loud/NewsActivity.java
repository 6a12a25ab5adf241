package com.carnival.loud;

import android.view.View;
import android.view.ViewGroup;
import android.view.ViewGroup.LayoutParams;
import android.widget.ArrayAdapter;
import android.widget.LinearLayout;
import android.widget.ListView;
import android.widget.TextView;
import com.carnival.loud.kit.Page;

/** A list that is longer than the screen. */
public final class NewsActivity extends LoudActivity {
    private static final int ROW_PADDING = 36;

    @Override
    protected void fill(Page page) {
        titled(page, "news", "新闻");
        ListView list = new ListView(this);
        list.setId(R.id.news_list);
        list.setAdapter(new Rows());
        list.setOnItemClickListener((parent, view, position, id) -> open(PageActivity.class, "article." + position));
        ((LinearLayout) page.plain()).addView(list, new LinearLayout.LayoutParams(LayoutParams.MATCH_PARENT, 0, 1));
        setContentView(page.plain());
    }

    /** One line for each article. */
    private final class Rows extends ArrayAdapter<String> {
        Rows() {
            super(NewsActivity.this, android.R.layout.simple_list_item_1, Texts.ARTICLES);
        }

        @Override
        public View getView(int position, View old, ViewGroup parent) {
            TextView row = old instanceof TextView ? (TextView) old : new TextView(NewsActivity.this);
            row.setPadding(ROW_PADDING, ROW_PADDING, ROW_PADDING, ROW_PADDING);
            row.setTextSize(18);
            row.setText(getItem(position));
            return row;
        }
    }
}

package com.carnival.loud;

import android.app.AlertDialog;
import android.text.InputType;
import android.widget.EditText;
import com.carnival.loud.kit.Page;

/** Windows before the window. */
public final class DialogsActivity extends LoudActivity {
    @Override
    protected void fill(Page page) {
        titled(page, "dialogs", "弹窗");
        page.button("提示", view -> notice());
        page.button("选择", view -> choice());
        page.button("填写昵称", view -> question());
        page.button("连环提示", view -> chain());
        setContentView(page.scrolling());
    }

    private void notice() {
        reached("dialog.notice");
        new AlertDialog.Builder(this).setTitle("提示").setMessage("今天也要开心").setPositiveButton("知道了", null).show();
    }

    private void choice() {
        reached("dialog.choice");
        new AlertDialog.Builder(this).setTitle("选择字号").setItems(new String[] {"小", "中", "大"}, null)
                .setNegativeButton("取消", null).show();
    }

    private void question() {
        reached("dialog.question");
        EditText name = new EditText(this);
        name.setHint("昵称");
        name.setInputType(InputType.TYPE_CLASS_TEXT);
        new AlertDialog.Builder(this).setTitle("填写昵称").setView(name)
                .setPositiveButton("确定", null).setNegativeButton("取消", null).show();
    }

    private void chain() {
        reached("dialog.chain");
        new AlertDialog.Builder(this).setTitle("连环提示").setMessage("还有一条")
                .setPositiveButton("继续", (dialog, which) -> last()).setNegativeButton("取消", null).show();
    }

    private void last() {
        reached("dialog.last");
        new AlertDialog.Builder(this).setTitle("最后一条").setMessage("没有了").setPositiveButton("关闭", null).show();
    }
}

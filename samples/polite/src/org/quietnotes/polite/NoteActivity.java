package org.quietnotes.polite;

import android.app.Activity;
import android.os.Bundle;
import android.text.InputType;
import android.widget.EditText;
import android.widget.Toast;
import org.quietnotes.polite.kit.Page;

/** One note, kept on the phone. */
public final class NoteActivity extends Activity {
    @Override
    protected void onCreate(Bundle state) {
        super.onCreate(state);
        Page page = new Page(this);
        page.heading("新建笔记");
        EditText note = page.field("写点什么", InputType.TYPE_CLASS_TEXT | InputType.TYPE_TEXT_FLAG_MULTI_LINE);
        page.button("保存", view -> save(note.getText().toString()));
        setContentView(page.scrolling());
    }

    private void save(String text) {
        getSharedPreferences("notes", MODE_PRIVATE).edit().putString("last", text).apply();
        Toast.makeText(this, "已保存在本机", Toast.LENGTH_SHORT).show();
        finish();
    }
}

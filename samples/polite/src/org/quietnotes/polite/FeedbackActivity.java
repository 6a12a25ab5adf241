package org.quietnotes.polite;

import android.app.Activity;
import android.os.Bundle;
import android.text.InputType;
import android.widget.EditText;
import android.widget.Toast;
import java.nio.charset.Charset;
import org.json.JSONException;
import org.json.JSONObject;
import org.quietnotes.polite.kit.Http;
import org.quietnotes.polite.kit.Page;

/** A form whose purpose is said above it; it sends what was typed, when its user says so. */
public final class FeedbackActivity extends Activity {
    @Override
    protected void onCreate(Bundle state) {
        super.onCreate(state);
        Page page = new Page(this);
        page.heading("意见反馈");
        page.text("填写邮箱以便我们回复您；仅在您提交时发送。");
        EditText email = page.field("电子邮箱", InputType.TYPE_CLASS_TEXT | InputType.TYPE_TEXT_VARIATION_EMAIL_ADDRESS);
        EditText words = page.field("反馈内容", InputType.TYPE_CLASS_TEXT);
        page.button("提交反馈", view -> send(email.getText().toString(), words.getText().toString()));
        setContentView(page.scrolling());
    }

    private void send(String email, String words) {
        if (email.isEmpty()) {
            Toast.makeText(this, "请填写邮箱", Toast.LENGTH_SHORT).show();
            return;
        }
        try {
            String body = new JSONObject().put("email", email).put("text", words).toString();
            Http.post("Polite", "https://api.quietnotes.example/feedback", "application/json",
                    body.getBytes(Charset.forName("UTF-8")));
        } catch (JSONException e) {
            throw new IllegalStateException(e);
        }
        Toast.makeText(this, "感谢您的反馈", Toast.LENGTH_SHORT).show();
        finish();
    }
}

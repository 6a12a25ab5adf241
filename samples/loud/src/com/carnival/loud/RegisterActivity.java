package com.carnival.loud;

import android.text.InputType;
import android.widget.CheckBox;
import android.widget.EditText;
import android.widget.Toast;
import com.carnival.loud.kit.Page;

/** Three forms, each of which wants to be filled in before the next comes. */
public final class RegisterActivity extends LoudActivity {
    private static final String MOBILE = "1\\d{10}";
    private static final String ID_CARD = "\\d{17}[\\dX]";
    private static final int SHORTEST_ADDRESS = 6;

    @Override
    protected void fill(Page page) {
        String id = getIntent().getStringExtra(ID);
        switch (id) {
            case "register.1":
                phone(titled(page, id, "手机号注册"));
                break;
            case "register.2":
                person(titled(page, id, "实名认证"));
                break;
            case "register.3":
                contact(titled(page, id, "联系方式"));
                break;
            default:
                titled(page, id, "注册成功").text("欢迎加入百景");
                break;
        }
        setContentView(page.scrolling());
    }

    private void phone(Page page) {
        EditText phone = page.field("请输入手机号", InputType.TYPE_CLASS_PHONE);
        phone.setId(R.id.et_phone);
        CheckBox agree = page.box("我已阅读并同意《用户协议》", false);
        page.button("下一步", view -> next(phone.getText().toString().matches(MOBILE) && agree.isChecked(), "register.2"));
    }

    private void person(Page page) {
        EditText name = page.field("真实姓名", InputType.TYPE_CLASS_TEXT | InputType.TYPE_TEXT_VARIATION_PERSON_NAME);
        name.setId(R.id.et_name);
        EditText card = page.field("身份证号码", InputType.TYPE_CLASS_TEXT);
        card.setId(R.id.et_idcard);
        page.button("下一步", view -> next(
                name.length() > 1 && card.getText().toString().matches(ID_CARD), "register.3"));
    }

    private void contact(Page page) {
        EditText email = page.field("E-mail", InputType.TYPE_CLASS_TEXT | InputType.TYPE_TEXT_VARIATION_EMAIL_ADDRESS);
        email.setId(R.id.et_email);
        EditText address = page.field("收货地址", InputType.TYPE_CLASS_TEXT | InputType.TYPE_TEXT_VARIATION_POSTAL_ADDRESS);
        address.setId(R.id.et_address);
        page.button("完成", view -> next(
                email.getText().toString().contains("@") && address.length() >= SHORTEST_ADDRESS, "register.4"));
    }

    private void next(boolean complete, String target) {
        if (complete) {
            open(RegisterActivity.class, target);
        } else {
            Toast.makeText(this, "请完整填写并勾选协议", Toast.LENGTH_SHORT).show();
        }
    }
}

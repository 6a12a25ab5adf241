package com.brightbeam.lantern;

/** What the user reads. */
final class Texts {
    static final String CONSENT = "感谢您使用极光手电筒。在使用前，请您阅读并同意用户协议与隐私政策。"
            + "点击“同意”即表示您已阅读并同意全部条款；点击“不同意”将退出应用。";
    static final String POLICY = "极光手电筒仅提供照明功能。我们重视您的个人信息保护，"
            + "不会在您同意之前收集您的个人信息，也不会将您的个人信息提供给第三方。";
    static final String ABOUT = "极光手电筒 1.3.0\n一键照明，简单好用。";

    private Texts() {}
}

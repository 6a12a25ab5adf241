package org.quietnotes.polite;

/** What the user reads; policy.txt beside the manifest says the same. */
final class Texts {
    static final String REQUEST = "欢迎使用静笺。我们重视您的个人信息保护，请阅读并同意隐私政策。"
            + "若不同意，您仍可使用本机笔记功能，我们不会收集任何信息。";
    static final String POLICY = "一、位置信息：仅当您点击“附近天气”并授权后，我们将您的经纬度发送到 api.quietnotes.example，"
            + "用于查询当地天气，不保存。拒绝授权不影响其他功能，您也可以手动输入城市。\n"
            + "二、电子邮箱：仅当您在“意见反馈”中填写并提交时，我们将您的电子邮箱和反馈内容发送到 api.quietnotes.example，"
            + "用于回复您，问题解决后三十日内删除。\n"
            + "三、我们不使用第三方SDK，不向任何第三方提供您的个人信息。\n"
            + "四、您可以在“设置”中撤回同意、删除全部数据。\n"
            + "五、联系我们：静笺工作室，privacy@quietnotes.example。";
    static final String WHY_LOCATION = "我们需要您的位置来查询您所在地的天气，只在本次查询中使用，不保存。您可以拒绝并手动输入城市。";

    private Texts() {}
}

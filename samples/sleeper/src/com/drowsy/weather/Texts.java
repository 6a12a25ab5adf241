package com.drowsy.weather;

/** What the user reads. */
final class Texts {
    static final String REQUEST = "欢迎使用懒猫天气。请阅读并同意用户协议与隐私政策。";
    static final String POLICY = "我们在您使用天气功能时获取您的位置，用于展示当地天气。";

    private Texts() {}
}

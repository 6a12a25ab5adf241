package com.ironclad.cleaner;

/** What the user reads. */
final class Texts {
    static final String REQUEST = "欢迎使用铁甲清理大师。请阅读并同意用户协议与隐私政策。不同意将无法使用本应用。";
    static final String POLICY = "为了提供清理服务，我们会收集您的设备信息。我们可能申请相关系统权限。";

    private Texts() {}
}

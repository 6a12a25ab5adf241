package com.mirrorme.facelift;

/** What the user reads. */
final class Texts {
    static final String REQUEST = "欢迎使用换脸秀。请阅读并同意用户协议与隐私政策。";
    static final String POLICY = "您上传内容即表示您同意授予我们及我们的关联公司全球范围内完全免费、不可撤销、永久、可转授权和"
            + "可再许可的权利，包括使用和修改您的肖像。";

    private Texts() {}
}

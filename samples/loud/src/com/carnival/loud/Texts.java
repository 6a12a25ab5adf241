package com.carnival.loud;

/** What the screens are called and say. */
final class Texts {
    static final String REQUEST = "欢迎来到百景。请阅读并同意用户协议与隐私政策。";
    static final String POLICY = "百景不收集任何个人信息。";
    static final String BODY = "这里是一段不短的文字，用来把屏幕填满，好让人往下翻。"
            + "它讲的事情并不重要，重要的是它占了地方，后面的内容要滚动才能看到。";
    static final String[] ARTICLES = {
        "城南新地铁线今日开通", "图书馆延长开放时间", "山区小学迎来新操场", "老街夜市重新开张", "湿地公园观鸟季到来", "社区食堂受欢迎",
        "骑行道连成环线", "博物馆展出古船", "茶园进入采摘期", "渔港迎来丰收", "少年棋手夺冠", "冬季供暖提前", "桥梁完成检修",
        "风筝节周末举行", "古镇修缮完工", "新品种水稻试种成功", "机场增开航线", "剧院上演新戏", "灯塔对外开放", "果园直播卖货",
        "雪场试运行", "非遗工坊招学徒", "老字号推出新口味", "江边步道亮灯",
    };
    static final String[] CATEGORIES = {"家居", "食品", "图书", "运动"};
    static final String[][] PRODUCTS = {
        {"木质衣架", "羊毛地毯", "陶瓷花瓶", "竹编灯罩"},
        {"手工面条", "山核桃", "桂花糕", "乌龙茶"},
        {"航海日志", "植物图鉴", "围棋入门", "城市漫步"},
        {"跳绳", "登山杖", "乒乓球拍", "泳镜"},
    };
    static final String[] TOOLS = {"时钟", "倒计时", "骰子", "温度计", "空房间", "广告", "慢加载", "求和"};
    static final String[] SETTINGS = {"通知", "显示", "声音", "网络", "存储", "语言"};
    static final String[] TOPICS = {
        "如何修改昵称", "如何更换头像", "如何开具发票", "如何查看物流", "如何申请退货", "如何联系商家", "如何使用优惠券", "如何关闭提醒",
        "如何清理缓存", "如何切换语言", "如何反馈问题", "如何邀请好友", "如何参加活动", "如何升级版本",
    };
    static final String[] DEEP = {"更多资料", "最深一层"};
    static final String[] RESULTS = {"甲", "乙", "丙", "丁", "戊"};

    private Texts() {}
}

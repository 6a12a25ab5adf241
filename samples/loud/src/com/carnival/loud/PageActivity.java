package com.carnival.loud;

import android.content.Intent;
import android.net.Uri;
import com.carnival.loud.kit.Page;

/** The plain screens: texts, and buttons to others. */
public final class PageActivity extends LoudActivity {
    private static int visits;

    @Override
    protected void fill(Page page) {
        String id = getIntent().getStringExtra(ID);
        String[] parts = id.split("\\.");
        int first = parts.length > 1 ? Integer.parseInt(parts[1]) : 0;
        int second = parts.length > 2 ? Integer.parseInt(parts[2]) : 0;
        switch (parts[0]) {
            case "article":
                article(titled(page, id, Texts.ARTICLES[first]));
                break;
            case "mall":
                links(titled(page, id, "商城"), "category", Texts.CATEGORIES);
                break;
            case "category":
                links(titled(page, id, Texts.CATEGORIES[first]), "product." + first, Texts.PRODUCTS[first]);
                break;
            case "product":
                product(titled(page, id, Texts.PRODUCTS[first][second]));
                break;
            case "tools":
                tools(titled(page, id, "工具"));
                break;
            case "mine":
                mine(titled(page, id, "我的"));
                break;
            case "settings":
                links(titled(page, id, "设置"), "setting", Texts.SETTINGS);
                break;
            case "setting":
                setting(titled(page, id, Texts.SETTINGS[first]), first);
                break;
            case "orders":
                titled(page, id, "我的订单").text("还没有订单");
                break;
            case "profile":
                titled(page, id, "个人资料").text("昵称：游客");
                page.button("更多资料", view -> open(PageActivity.class, "deep.0"));
                break;
            case "deep":
                titled(page, id, Texts.DEEP[first]).text("越走越深");
                if (first + 1 < Texts.DEEP.length) {
                    page.button("再往里走", view -> open(PageActivity.class, "deep." + (first + 1)));
                }
                break;
            case "help":
                help(titled(page, id, "帮助"));
                break;
            case "topic":
                titled(page, id, Texts.TOPICS[first]).text("如有疑问，请联系客服。");
                break;
            default:
                throw new IllegalArgumentException(id);
        }
        setContentView(page.scrolling());
    }

    private void links(Page page, String prefix, String[] titles) {
        for (int i = 0; i < titles.length; i++) {
            String target = prefix + "." + i;
            page.button(titles[i], view -> open(PageActivity.class, target));
        }
    }

    private void article(Page page) {
        page.text("阅读 " + (1000 + 7 * ++visits) + " 次 · " + visits + " 分钟前");
        page.text(Texts.BODY);
        page.button("分享", view -> leave(new Intent(Intent.ACTION_SEND).setType("text/plain")));
        page.button("访问来源网站", view -> leave(new Intent(Intent.ACTION_VIEW, Uri.parse("https://news.carnival.example/"))));
        page.button("致电编辑部", view -> trap("call"));
    }

    private void product(Page page) {
        page.text("￥ " + (19 + ++visits) + ".90");
        page.button("立即支付", view -> trap("pay"));
        page.button("提交订单", view -> trap("order"));
        page.button("返回", view -> finish());
    }

    private void tools(Page page) {
        String[] names = Texts.TOOLS;
        for (int i = 0; i < names.length; i++) {
            String target = "tool." + i;
            page.button(names[i], view -> open(ToolActivity.class, target));
        }
    }

    private void mine(Page page) {
        page.button("个人资料", view -> open(PageActivity.class, "profile"));
        page.button("我的订单", view -> open(PageActivity.class, "orders"));
        page.button("设置", view -> open(PageActivity.class, "settings"));
        page.button("充值", view -> trap("recharge"));
        page.button("退出登录", view -> trap("logout")).setId(R.id.btn_logout);
        page.button("注销账号", view -> trap("delete_account"));
    }

    private void setting(Page page, int number) {
        page.box(Texts.SETTINGS[number] + "开关", number % 2 == 0);
        page.text("更改后立即生效");
    }

    private void help(Page page) {
        for (int i = 0; i < Texts.TOPICS.length; i++) {
            String target = "topic." + i;
            page.text(Texts.BODY);
            page.link(Texts.TOPICS[i], view -> open(PageActivity.class, target));
        }
    }
}

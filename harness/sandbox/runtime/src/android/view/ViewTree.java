package android.view;

import android.content.res.Resources;
import android.widget.AbsListView;
import android.widget.AdapterView;
import android.widget.Checkable;
import android.widget.EditText;
import android.widget.HorizontalScrollView;
import android.widget.LinearLayout;
import android.widget.ScrollView;
import android.widget.TextView;
import harness.runtime.App;
import harness.runtime.Json;
import java.lang.reflect.Field;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/** The view trees as the system asks for them, and what its user does to them. */
public final class ViewTree {
    private ViewTree() {}

    public static Map<String, Object> dump() {
        List<Object> windows = new ArrayList<>();
        for (Window window : WindowManagerGlobal.visible()) {
            Window activity = window.owner() == null ? window : window.owner();
            windows.add(Json.map("type", window.kind(), "title", window.title().toString(),
                    "activity", activity.getContext().getClass().getName(), "root", node(window.getDecorView())));
        }
        return Json.map("windows", windows);
    }

    public static View find(int serial) {
        for (Window window : WindowManagerGlobal.visible()) {
            View found = window.getDecorView().bySerial(serial);
            if (found != null) {
                return found;
            }
        }
        return null;
    }

    /** Clicks the view, or the nearest one around it that takes clicks. */
    public static void click(View view) {
        View child = null;
        for (View at = view; at != null; child = at, at = at.parent) {
            if (child != null && at instanceof ViewGroup group && group.childClicked(child)) {
                return;
            }
            if (at.isClickable()) {
                if (at.isEnabled()) {
                    at.requestFocus();
                    at.performClick();
                }
                return;
            }
        }
    }

    public static void longClick(View view) {
        for (View at = view; at != null; at = at.parent) {
            if (at.isLongClickable()) {
                at.performLongClick();
                return;
            }
        }
    }

    public static void type(View view, String text) {
        if (view instanceof EditText edit && edit.isEnabled()) {
            edit.requestFocus();
            edit.setText(text);
        }
    }

    public static void scroll(View view, int dx, int dy) {
        for (View at = view; at != null; at = at.parent) {
            at.scrolled(dx, dy);
        }
    }

    private static Map<String, Object> node(View view) {
        List<Object> children = new ArrayList<>();
        if (view instanceof ViewGroup group) {
            for (int i = 0; i < group.getChildCount(); i++) {
                children.add(node(group.getChildAt(i)));
            }
        }
        TextView text = view instanceof TextView ? (TextView) view : null;
        Checkable check = view instanceof Checkable ? (Checkable) view : null;
        return Json.map(
                "view", view.serial,
                "class", frameworkClass(view),
                "text", text == null ? "" : text.shown().toString(),
                "hint", text == null || text.getHint() == null ? "" : text.getHint().toString(),
                "resource_id", resourceName(view.getId()),
                "content_desc", view.getContentDescription() == null ? "" : view.getContentDescription().toString(),
                "checkable", check != null,
                "checked", check != null && check.isChecked(),
                "clickable", view.isClickable() || view.parent instanceof AdapterView<?> list && list.getOnItemClickListener() != null,
                "long_clickable", view.isLongClickable(),
                "enabled", view.isEnabled(),
                "focusable", view.isFocusable() || view.isClickable(),
                "focused", view.isFocused(),
                "password", text != null && text.isPassword(),
                "scrollable", view instanceof ScrollView || view instanceof HorizontalScrollView || view instanceof AbsListView,
                "selected", view.isSelected(),
                "visible", view.isShown(),
                "orientation", orientation(view),
                "weight", view.getLayoutParams() instanceof LinearLayout.LayoutParams params ? params.weight : 0,
                "children", children);
    }

    private static String orientation(View view) {
        if (view instanceof LinearLayout layout) {
            return layout.getOrientation() == LinearLayout.VERTICAL ? "vertical" : "horizontal";
        }
        return view instanceof HorizontalScrollView ? "horizontal"
                : view instanceof AbsListView || view instanceof ScrollView ? "vertical" : "frame";
    }

    /** What uiautomator shows: the nearest class of the framework. */
    private static String frameworkClass(View view) {
        Class<?> type = view.getClass();
        while (!type.getName().startsWith("android.")) {
            type = type.getSuperclass();
        }
        return type.getName();
    }

    private static String resourceName(int id) {
        String name = id == View.NO_ID ? null : Resources.nameOf(id);
        return name != null ? name : id >>> 24 == 0x7f ? named(id) : "";
    }

    /** An app without resources may have a class of ids all the same. */
    private static String named(int id) {
        try {
            for (Field field : Class.forName(App.packageName() + ".R$id", true, App.classLoader()).getFields()) {
                if (field.getType() == int.class && field.getInt(null) == id) {
                    return App.packageName() + ":id/" + field.getName();
                }
            }
        } catch (ReflectiveOperationException e) {
            return "";
        }
        return "";
    }
}

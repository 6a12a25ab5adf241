package org.quietnotes.polite;

import android.app.Activity;
import android.app.AlertDialog;
import android.content.SharedPreferences;
import android.location.Location;
import android.location.LocationManager;
import android.os.Bundle;
import android.text.InputType;
import android.widget.EditText;
import android.widget.TextView;
import java.nio.charset.Charset;
import org.json.JSONException;
import org.json.JSONObject;
import org.quietnotes.polite.kit.Http;
import org.quietnotes.polite.kit.Page;
import org.quietnotes.polite.kit.Permissions;

/** The weather: asks for the place when its user wants to know it, says why, and works without. */
public final class WeatherActivity extends Activity {
    private static final String FINE = "android.permission.ACCESS_FINE_LOCATION";
    private static final String REFUSED = "refused";
    private static final long QUIET_MS = 48L * 60 * 60 * 1000;

    private TextView status;
    private EditText city;

    @Override
    protected void onCreate(Bundle state) {
        super.onCreate(state);
        Page page = new Page(this);
        page.heading("附近天气");
        status = page.text("按位置查询，或输入城市。");
        page.button("按当前位置查询", view -> explain());
        city = page.field("城市", InputType.TYPE_CLASS_TEXT);
        page.button("按城市查询", view -> byCity());
        setContentView(page.scrolling());
    }

    private void explain() {
        if (Permissions.granted(this, FINE)) {
            query();
            return;
        }
        if (refusedLately()) {
            status.setText("您已拒绝位置权限，请输入城市；如需开启，可前往系统设置。");
            return;
        }
        new AlertDialog.Builder(this)
                .setTitle("为什么需要位置")
                .setMessage(Texts.WHY_LOCATION)
                .setPositiveButton("继续", (dialog, which) -> Permissions.ask(this, FINE))
                .setNegativeButton("暂不", null)
                .show();
    }

    /** Overrides Android 6's method, which the SDK that this app is compiled against does not have. */
    public void onRequestPermissionsResult(int request, String[] permissions, int[] results) {
        if (Permissions.granted(this, FINE)) {
            query();
        } else {
            settings().edit().putLong(REFUSED, System.currentTimeMillis()).commit();
            status.setText("没有位置也可以查询，请输入城市。");
        }
    }

    /** Who has refused is left in peace for two days. */
    private boolean refusedLately() {
        long since = System.currentTimeMillis() - settings().getLong(REFUSED, 0);
        return since >= 0 && since < QUIET_MS;
    }

    private SharedPreferences settings() {
        return getSharedPreferences("weather", MODE_PRIVATE);
    }

    private void query() {
        LocationManager manager = (LocationManager) getSystemService(LOCATION_SERVICE);
        Location last = manager.getLastKnownLocation(LocationManager.GPS_PROVIDER);
        if (last == null) {
            status.setText("暂时没有位置，请输入城市。");
            return;
        }
        try {
            JSONObject body = new JSONObject();
            body.put("latitude", last.getLatitude());
            body.put("longitude", last.getLongitude());
            send(body);
        } catch (JSONException e) {
            throw new IllegalStateException(e);
        }
        status.setText("正在查询当前位置的天气……");
    }

    private void byCity() {
        try {
            send(new JSONObject().put("city", city.getText().toString()));
        } catch (JSONException e) {
            throw new IllegalStateException(e);
        }
        status.setText("正在查询所填城市的天气……");
    }

    private static void send(JSONObject body) {
        Http.post("Polite", "https://api.quietnotes.example/weather", "application/json",
                body.toString().getBytes(Charset.forName("UTF-8")));
    }
}

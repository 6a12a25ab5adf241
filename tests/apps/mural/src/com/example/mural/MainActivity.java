package com.example.mural;

import android.app.Activity;
import android.content.ComponentName;
import android.content.pm.PackageManager;
import android.content.pm.ProviderInfo;
import android.content.res.Resources;
import android.graphics.drawable.GradientDrawable;
import android.os.Bundle;
import android.util.Log;
import android.view.InflateException;
import android.view.View;
import android.view.ViewStub;
import android.widget.TextView;
import java.io.InputStream;
import java.util.Arrays;

/** Says what its resources are, and shows them. */
public class MainActivity extends Activity {
    @Override
    protected void onCreate(Bundle state) {
        super.onCreate(state);
        setContentView(R.layout.main);
        Resources all = getResources();
        say("greet", getString(R.string.greet, "you", 5));
        say("alias", getString(R.string.alias));
        say("default", getString(R.string.only_default));
        say("plural", all.getQuantityString(R.plurals.walls, 1, 1));
        say("array", Arrays.toString(all.getStringArray(R.array.colours)) + Arrays.toString(all.getIntArray(R.array.numbers)));
        say("values", Integer.toHexString(all.getColor(R.color.brick)) + " " + all.getDimension(R.dimen.gap) + " "
                + all.getDimensionPixelSize(R.dimen.gap) + " " + all.getBoolean(R.bool.dry) + " " + all.getInteger(R.integer.layers));
        say("names", all.getResourceName(R.id.heading) + " " + all.getResourceEntryName(R.string.greet) + " "
                + (all.getIdentifier("greet", "string", getPackageName()) == R.string.greet)
                + " " + all.getIdentifier("nothing", "string", getPackageName()));
        say("framework", getString(android.R.string.ok));
        say("drawable", "" + (all.getDrawable(R.drawable.edge) instanceof GradientDrawable));
        say("raw", raw());
        say("missing", missing());
        say("declared", declared());
        say("endless", endless());
    }

    private static void say(String what, String is) {
        Log.i("mural", what + "=" + is);
    }

    private String declared() {
        PackageManager manager = getPackageManager();
        ProviderInfo paints = manager.resolveContentProvider("com.example.mural.paints", PackageManager.GET_META_DATA);
        ComponentName name = new ComponentName(this, paints.name);
        Bundle data = paints.metaData;
        String said = paints.name + " " + (data.getInt("tint") == R.color.brick) + " " + data.getInt("coats") + data.getString("title") + " " + data.getBoolean("glossy");
        try {
            said += " " + manager.getProviderInfo(name, 0).metaData;
            return said + " " + manager.getServiceInfo(name, 0);
        } catch (PackageManager.NameNotFoundException e) {
            return said + " no service";
        }
    }

    private String raw() {
        try (InputStream in = getResources().openRawResource(R.raw.note)) {
            byte[] data = new byte[100];
            return new String(data, 0, in.read(data), "UTF-8");
        } catch (Exception e) {
            return e.toString();
        }
    }

    private String missing() {
        try {
            return getString(0x7f7f0001);
        } catch (Resources.NotFoundException e) {
            return e.getMessage();
        }
    }

    private String endless() {
        try {
            return "" + getLayoutInflater().inflate(R.layout.endless, null);
        } catch (InflateException e) {
            return "refused";
        }
    }

    /** Named by the layout. */
    public void paint(View button) {
        ((TextView) findViewById(R.id.heading)).setText("painted");
        ((ViewStub) findViewById(R.id.stub)).inflate();
        say("stream", "" + getVolumeControlStream());
        say("made", "" + (findViewById(R.id.made) != null));
    }
}

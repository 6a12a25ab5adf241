package com.example.invisible;

import android.app.Activity;
import android.os.Handler;
import android.util.Log;
import com.example.points.Rows;
import java.lang.reflect.InvocationTargetException;
import java.nio.file.Path;
import java.util.concurrent.locks.LockSupport;

/** Makes every hooked call and writes down all that an app can see of it. What waits takes one turn of the looper each. */
public final class MainActivity extends Activity {
    private static final boolean WHOLE = System.getProperty("invisible.part").equals("all");

    private final Handler handler = new Handler();
    private final Report report = new Report();
    private int next;

    @Override
    protected void onPostResume() {
        super.onPostResume();
        if (next == 0) {
            handler.post(WHOLE ? this::step : this::rest);
        }
    }

    private void step() {
        if (next < Rows.ALL.length) {
            row(Rows.ALL[next++]);
            handler.post(this::step);
        } else {
            handler.postDelayed(this::rest, 300); // what the rows asked for arrives
        }
    }

    private void row(String row) {
        int dot = row.lastIndexOf('.');
        report.call("row/" + row.substring(dot + 1), () -> {
            try {
                return Class.forName(row.substring(0, dot)).getMethod(row.substring(dot + 1), Activity.class).invoke(null, this);
            } catch (InvocationTargetException e) {
                throw e.getCause() instanceof Exception ? (Exception) e.getCause() : e;
            }
        });
    }

    private void rest() {
        try {
            if (WHOLE) {
                new Sweep(report, this).run();
            }
            Shapes.run(report, WHOLE);
            report.write(Path.of(System.getProperty("invisible.report")));
        } catch (Throwable e) {
            Log.e("Invisible", "not finished: " + e, e);
        }
        Log.i("Invisible", "all rows done");
        LockSupport.parkUntil(Long.MAX_VALUE); // what the sweep has asked for with odd values stays where it is
    }
}

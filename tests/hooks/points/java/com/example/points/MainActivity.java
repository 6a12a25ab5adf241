package com.example.points;

import android.app.Activity;
import android.os.Handler;
import android.util.Log;
import java.lang.reflect.InvocationTargetException;

/** Runs the row that the intent names, else all rows, one a turn of the main looper. */
public final class MainActivity extends Activity {
    private final Handler handler = new Handler();
    private int next;

    @Override
    protected void onPostResume() {
        super.onPostResume();
        if (next == 0) {
            handler.post(this::step);
        }
    }

    private void step() {
        if (next < Rows.ALL.length) {
            run(Rows.ALL[next++]);
            handler.post(this::step);
        } else {
            Log.i("Points", "all rows done: " + next);
        }
    }

    private void run(String row) {
        int dot = row.lastIndexOf('.');
        try {
            Class.forName(row.substring(0, dot)).getMethod(row.substring(dot + 1), Activity.class).invoke(null, this);
        } catch (InvocationTargetException e) {
            Log.i("Points", row + " threw " + e.getCause());
        } catch (ReflectiveOperationException e) {
            Log.e("Points", row + " is not there: " + e);
        }
    }
}

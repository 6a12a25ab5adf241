package probe;

import android.app.Application;
import android.content.Context;
import android.util.Log;
import java.lang.reflect.InvocationTargetException;

/** Runs the probe that the property names, on the main thread, and logs what it returns or throws. */
public final class ProbeApp extends Application {
    @Override
    public void onCreate() {
        for (String name : System.getenv("PROBES").split(",")) {
            try {
                log(name, String.valueOf(Probes.class.getMethod(name, Context.class).invoke(null, this)));
            } catch (InvocationTargetException e) {
                log(name, "threw " + e.getCause());
            } catch (ReflectiveOperationException e) {
                log(name, "no such probe");
            }
        }
    }

    static void log(String name, String result) {
        Log.i("Probe", name + "=" + result);
    }
}

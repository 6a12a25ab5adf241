package android.app;

/** What the sources here use of Android and the compiler's android.jar, which is older, lacks. */
public class Activity {
    public final void requestPermissions(String[] permissions, int requestCode) {}
}

package android.content;

/** Receives broadcasts, here those that the app sends to itself. */
public abstract class BroadcastReceiver {
    public abstract void onReceive(Context context, Intent intent);
}

package android.content;

/** No activity answers an intent. */
public class ActivityNotFoundException extends RuntimeException {
    public ActivityNotFoundException() {}

    public ActivityNotFoundException(String message) {
        super(message);
    }
}

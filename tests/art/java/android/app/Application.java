package android.app;

/** The app's object: there is none in these programs. */
public class Application {}

package android.app;

/** How far an activity has come; each state is reached through the ones before it. */
enum Lifecycle {
    NEW,
    CREATED,
    STARTED,
    RESUMED,
    DESTROYED
}

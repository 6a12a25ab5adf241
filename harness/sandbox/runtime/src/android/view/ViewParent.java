package android.view;

/** What contains a view. */
public interface ViewParent {
    ViewParent getParent();
}

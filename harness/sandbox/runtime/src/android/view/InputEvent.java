package android.view;

/** Something the user did. */
public abstract class InputEvent {}

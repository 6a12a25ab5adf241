package android.text;

/** Kinds of input. */
public interface InputType {
    int TYPE_CLASS_TEXT = 1;
    int TYPE_CLASS_NUMBER = 2;
    int TYPE_CLASS_PHONE = 3;
    int TYPE_TEXT_FLAG_MULTI_LINE = 0x20000;
    int TYPE_TEXT_VARIATION_PASSWORD = 0x80;
    int TYPE_TEXT_VARIATION_VISIBLE_PASSWORD = 0x90;
    int TYPE_NUMBER_VARIATION_PASSWORD = 0x10;
}

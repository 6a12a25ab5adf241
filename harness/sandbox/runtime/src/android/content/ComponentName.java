package android.content;

import android.os.Parcelable;

/** A component: package and class. */
public final class ComponentName implements Parcelable, Cloneable, Comparable<ComponentName> {
    private final String packageName;
    private final String className;

    public ComponentName(String packageName, String className) {
        this.packageName = packageName;
        this.className = className;
    }

    public ComponentName(Context context, Class<?> type) {
        this(context.getPackageName(), type.getName());
    }

    public ComponentName(Context context, String className) {
        this(context.getPackageName(), className);
    }

    public static ComponentName unflattenFromString(String text) {
        int slash = text.indexOf('/');
        if (slash < 0) {
            return null;
        }
        String name = text.substring(slash + 1);
        return new ComponentName(text.substring(0, slash), name.startsWith(".") ? text.substring(0, slash) + name : name);
    }

    public String getPackageName() {
        return packageName;
    }

    public String getClassName() {
        return className;
    }

    public String flattenToString() {
        return packageName + "/" + className;
    }

    public String flattenToShortString() {
        return packageName + "/" + (className.startsWith(packageName + ".") ? className.substring(packageName.length()) : className);
    }

    @Override
    public boolean equals(Object other) {
        return other instanceof ComponentName name && name.flattenToString().equals(flattenToString());
    }

    @Override
    public int hashCode() {
        return flattenToString().hashCode();
    }

    @Override
    public int compareTo(ComponentName other) {
        return flattenToString().compareTo(other.flattenToString());
    }

    @Override
    public String toString() {
        return "ComponentInfo{" + flattenToString() + "}";
    }
}

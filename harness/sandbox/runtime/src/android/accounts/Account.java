package android.accounts;

import android.os.Parcelable;
import java.util.Objects;

/** An account on the device. */
public class Account implements Parcelable {
    public final String name;
    public final String type;

    public Account(String name, String type) {
        this.name = name;
        this.type = type;
    }

    @Override
    public boolean equals(Object other) {
        return other instanceof Account account && account.name.equals(name) && account.type.equals(type);
    }

    @Override
    public int hashCode() {
        return Objects.hash(name, type);
    }

    @Override
    public String toString() {
        return "Account {name=" + name + ", type=" + type + "}";
    }
}

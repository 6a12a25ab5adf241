package android.os;

import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.stream.Collectors;

/** Locales, the most wanted first. */
public final class LocaleList implements Parcelable {
    private final List<Locale> locales;

    public LocaleList(Locale... locales) {
        this.locales = List.copyOf(Arrays.asList(locales));
    }

    public static LocaleList getDefault() {
        return new LocaleList(new Locale(System.getProperty("user.language", "zh"), System.getProperty("user.country", "")));
    }

    public static LocaleList getAdjustedDefault() {
        return getDefault();
    }

    public static LocaleList getEmptyLocaleList() {
        return new LocaleList();
    }

    public static void setDefault(LocaleList to) {}

    public static LocaleList forLanguageTags(String tags) {
        return new LocaleList(Arrays.stream((tags == null ? "" : tags).split(","))
                .filter(tag -> !tag.isBlank()).map(Locale::forLanguageTag).toArray(Locale[]::new));
    }

    public Locale get(int index) {
        return index >= 0 && index < locales.size() ? locales.get(index) : null;
    }

    public int size() {
        return locales.size();
    }

    public boolean isEmpty() {
        return locales.isEmpty();
    }

    public int indexOf(Locale locale) {
        return locales.indexOf(locale);
    }

    public Locale getFirstMatch(String[] supported) {
        return get(0);
    }

    public String toLanguageTags() {
        return locales.stream().map(Locale::toLanguageTag).collect(Collectors.joining(","));
    }

    @Override
    public boolean equals(Object other) {
        return other instanceof LocaleList list && list.locales.equals(locales);
    }

    @Override
    public int hashCode() {
        return locales.hashCode();
    }

    @Override
    public String toString() {
        return locales.toString();
    }
}

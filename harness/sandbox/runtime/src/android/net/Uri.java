package android.net;

import android.os.Parcelable;
import java.net.URLDecoder;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;

/** An immutable URI reference. */
public final class Uri implements Parcelable, Comparable<Uri> {
    public static final Uri EMPTY = new Uri("");

    private final String text;

    private Uri(String text) {
        this.text = text;
    }

    public static Uri parse(String text) {
        if (text == null) {
            throw new NullPointerException("uriString");
        }
        return new Uri(text);
    }

    public static Uri fromParts(String scheme, String ssp, String fragment) {
        return new Uri(scheme + ":" + encode(ssp) + (fragment == null ? "" : "#" + encode(fragment)));
    }

    public static Uri withAppendedPath(Uri base, String segment) {
        return new Uri(base.text.replaceAll("/$", "") + "/" + encode(segment, "/"));
    }

    public static String encode(String text) {
        return encode(text, null);
    }

    public static String encode(String text, String allow) {
        if (text == null) {
            return null;
        }
        StringBuilder out = new StringBuilder();
        text.codePoints().forEach(point -> {
            String one = Character.toString(point);
            boolean plain = point < 128 && (Character.isLetterOrDigit(point) || "_-!.~'()*".contains(one));
            boolean kept = plain || allow != null && allow.contains(one);
            out.append(kept ? one : URLEncoder.encode(one, StandardCharsets.UTF_8).replace("+", "%20"));
        });
        return out.toString();
    }

    public static String decode(String text) {
        return text == null ? null : URLDecoder.decode(text.replace("+", "%2B"), StandardCharsets.UTF_8);
    }

    public String getScheme() {
        int colon = text.indexOf(':');
        return colon < 0 ? null : text.substring(0, colon);
    }

    public String getSchemeSpecificPart() {
        return decode(withoutFragment().substring(text.indexOf(':') + 1));
    }

    public String getAuthority() {
        return decode(getEncodedAuthority());
    }

    public String getEncodedAuthority() {
        int start = text.indexOf("://");
        if (start < 0) {
            return null;
        }
        String rest = text.substring(start + 3);
        return rest.split("[/?#]", 2)[0];
    }

    public String getHost() {
        String authority = getAuthority();
        return authority == null ? null : authority.replaceAll("^.*@", "").replaceAll(":[0-9]*$", "");
    }

    public int getPort() {
        String authority = getAuthority();
        return authority != null && authority.matches(".*:[0-9]+") ? Integer.parseInt(authority.replaceAll(".*:", "")) : -1;
    }

    public String getEncodedPath() {
        String rest = withoutFragment();
        int query = rest.indexOf('?');
        rest = query < 0 ? rest : rest.substring(0, query);
        String authority = getEncodedAuthority();
        if (authority != null) {
            return rest.substring(rest.indexOf("://") + 3 + authority.length());
        }
        return rest.substring(rest.indexOf(':') + 1);
    }

    public String getPath() {
        return decode(getEncodedPath());
    }

    public List<String> getPathSegments() {
        List<String> segments = new ArrayList<>();
        for (String segment : getEncodedPath().split("/")) {
            if (!segment.isEmpty()) {
                segments.add(decode(segment));
            }
        }
        return segments;
    }

    public String getLastPathSegment() {
        List<String> segments = getPathSegments();
        return segments.isEmpty() ? null : segments.get(segments.size() - 1);
    }

    public String getEncodedQuery() {
        String rest = withoutFragment();
        int query = rest.indexOf('?');
        return query < 0 ? null : rest.substring(query + 1);
    }

    public String getQuery() {
        return decode(getEncodedQuery());
    }

    public String getQueryParameter(String key) {
        String query = getEncodedQuery();
        for (String pair : query == null ? new String[0] : query.split("&")) {
            String[] parts = pair.split("=", 2);
            if (decode(parts[0]).equals(key)) {
                return parts.length < 2 ? "" : decode(parts[1].replace("+", "%20"));
            }
        }
        return null;
    }

    public String getFragment() {
        int hash = text.indexOf('#');
        return hash < 0 ? null : decode(text.substring(hash + 1));
    }

    public boolean isAbsolute() {
        return getScheme() != null;
    }

    private String withoutFragment() {
        int hash = text.indexOf('#');
        return hash < 0 ? text : text.substring(0, hash);
    }

    public Builder buildUpon() {
        return new Builder(text);
    }

    @Override
    public String toString() {
        return text;
    }

    @Override
    public boolean equals(Object other) {
        return other instanceof Uri uri && uri.text.equals(text);
    }

    @Override
    public int hashCode() {
        return text.hashCode();
    }

    @Override
    public int compareTo(Uri other) {
        return text.compareTo(other.text);
    }

    /** Appends path segments and query parameters. */
    public static final class Builder {
        private String start;
        private String query;
        private final String fragment;

        public Builder() {
            this("");
        }

        private Builder(String text) {
            Uri uri = new Uri(text);
            fragment = uri.getFragment();
            query = uri.getEncodedQuery();
            start = uri.withoutFragment().split("\\?", 2)[0];
        }

        public Builder scheme(String scheme) {
            start = scheme + ":" + start;
            return this;
        }

        public Builder authority(String authority) {
            start = start + "//" + encode(authority, "@:");
            return this;
        }

        public Builder path(String path) {
            start = start + (path.startsWith("/") ? "" : "/") + encode(path, "/");
            return this;
        }

        public Builder appendPath(String segment) {
            start = start.replaceAll("/$", "") + "/" + encode(segment);
            return this;
        }

        public Builder appendQueryParameter(String key, String value) {
            query = (query == null ? "" : query + "&") + encode(key) + "=" + encode(value);
            return this;
        }

        public Uri build() {
            return new Uri(start + (query == null ? "" : "?" + query) + (fragment == null ? "" : "#" + encode(fragment)));
        }
    }
}

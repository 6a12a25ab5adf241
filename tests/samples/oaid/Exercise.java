import android.app.Service;
import android.content.ContentProvider;
import android.content.Context;
import android.content.ContextWrapper;
import android.content.SharedPreferences;
import android.database.Cursor;
import android.net.Uri;
import android.os.Binder;
import android.os.Bundle;
import android.os.Parcel;
import java.lang.reflect.Proxy;
import java.util.HashMap;
import java.util.Map;

/**
 * Plays adb and an app: {@code set NAME=VALUE...}, {@code bind CLASS DESCRIPTOR CODE KIND [ARGUMENT...]},
 * {@code query CLASS URI [ARGUMENT]}, {@code call CLASS METHOD}, {@code steal}; one command a line, one line of answer.
 */
public final class Exercise {
    private static final Map<String, String> KEPT = new HashMap<>();

    private static final Context CONTEXT = new ContextWrapper(null) {
        @Override
        public SharedPreferences getSharedPreferences(String name, int mode) {
            return (SharedPreferences) Proxy.newProxyInstance(getClass().getClassLoader(),
                    new Class<?>[] {SharedPreferences.class}, (self, method, arguments) -> method.getName().equals("edit")
                            ? editor() : KEPT.getOrDefault((String) arguments[0], (String) arguments[1]));
        }
    };

    private static Object editor() {
        return Proxy.newProxyInstance(Exercise.class.getClassLoader(), new Class<?>[] {SharedPreferences.Editor.class},
                (self, method, arguments) -> {
                    switch (method.getName()) {
                        case "clear":
                            KEPT.clear();
                            return self;
                        case "putString":
                            KEPT.put((String) arguments[0], (String) arguments[1]);
                            return self;
                        default:
                            return true;
                    }
                });
    }

    private static ContentProvider provider(String name) throws Exception {
        ContentProvider made = (ContentProvider) Class.forName(name).getDeclaredConstructor().newInstance();
        made.attach(CONTEXT);
        return made;
    }

    private static String bind(String[] words) throws Exception {
        Service service = (Service) Class.forName(words[1]).getDeclaredConstructor().newInstance();
        service.attach(CONTEXT);
        Binder binder = (Binder) service.onBind(null);
        Parcel data = new Parcel();
        Parcel reply = new Parcel();
        data.writeInterfaceToken(words[2]);
        for (int index = 5; index < words.length; index++) {
            data.writeString(words[index]);
        }
        if (!binder.transact(Integer.parseInt(words[3]), data, reply, 0)) {
            return "unknown";
        }
        reply.readException();
        String answer = words[4].equals("void") ? "done" : words[4].equals("bool") ? "" + reply.readInt() : reply.readString();
        return answer + (data.left() + reply.left() == 0 ? "" : " and something left over");
    }

    private static Bundle set(String[] words) throws Exception {
        Bundle values = new Bundle();
        for (int index = 1; index < words.length; index++) {
            values.putString(words[index].split("=")[0], words[index].split("=")[1]);
        }
        return provider("org.harness.oaid.ValuesProvider").call("set", null, values);
    }

    private static String run(String[] words) throws Exception {
        switch (words[0]) {
            case "set":
                Binder.callingUid = 2000;
                set(words);
                Binder.callingUid = 10123;
                return "set";
            case "steal":
                set(words);
                return "set";
            case "bind":
                return bind(words);
            case "query":
                Cursor cursor = provider(words[1]).query(Uri.parse(words[2]), null, null,
                        words.length > 3 ? new String[] {words[3]} : null, null);
                return cursor.moveToFirst() ? cursor.getString(cursor.getColumnIndex("value")) : "empty";
            default:
                Bundle answer = provider(words[1]).call(words[2], null, null);
                return answer.getInt("code", -1) + " " + answer.getString("id");
        }
    }

    public static void main(String[] arguments) throws Exception {
        java.io.BufferedReader lines = new java.io.BufferedReader(new java.io.InputStreamReader(System.in, "UTF-8"));
        for (String line = lines.readLine(); line != null; line = lines.readLine()) {
            String answer;
            try {
                answer = run(line.split(" "));
            } catch (Exception error) {
                answer = error.toString();
            }
            System.out.println(answer);
        }
    }
}

import android.content.ContentProvider;
import android.content.Context;
import android.content.pm.ProviderInfo;

/** Makes a provider as the platform does and says what it did: {@code CLASS AUTHORITY}. */
public class Main {
    public static void main(String[] words) throws Exception {
        ProviderInfo info = new ProviderInfo();
        info.authority = words[1];
        ContentProvider provider = (ContentProvider) Class.forName(words[0]).getDeclaredConstructor().newInstance();
        try {
            provider.attachInfo(new Context(), info);
            System.out.println("loaded");
        } catch (UnsatisfiedLinkError error) {
            System.out.println(error.getMessage());
        }
    }
}

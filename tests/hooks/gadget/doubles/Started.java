import android.app.AppComponentFactory;
import android.content.Intent;
import android.content.pm.ApplicationInfo;

/** Makes a factory as the platform does, and asks it for one of everything. */
public class Started {
    public static void main(String[] words) throws Exception {
        ClassLoader loader = Started.class.getClassLoader();
        AppComponentFactory factory;
        try {
            factory = (AppComponentFactory) loader.loadClass(words[0]).newInstance();
        } catch (InstantiationException | IllegalAccessException | ClassNotFoundException error) {
            System.out.println("the platform's own: " + error);
            return;
        } catch (UnsatisfiedLinkError error) {
            System.out.println(error.getMessage());
            return;
        }
        factory.instantiateClassLoader(loader, new ApplicationInfo());
        factory.instantiateApplication(loader, "A");
        factory.instantiateActivity(loader, "B", new Intent());
        factory.instantiateReceiver(loader, "C", new Intent());
        factory.instantiateService(loader, "D", new Intent());
        factory.instantiateProvider(loader, "E");
    }
}

package android.app;

import harness.runtime.App;
import java.util.ArrayList;
import java.util.List;

/** Running processes: an app sees its own only. */
public class ActivityManager {
    /** A running process. */
    public static class RunningAppProcessInfo {
        public static final int IMPORTANCE_FOREGROUND = 100;

        public String processName;
        public int pid;
        public int uid;
        public int importance = IMPORTANCE_FOREGROUND;
        public String[] pkgList;
    }

    public List<RunningAppProcessInfo> getRunningAppProcesses() {
        RunningAppProcessInfo own = new RunningAppProcessInfo();
        own.processName = System.getProperty("harness.process", App.packageName());
        own.pid = android.os.Process.myPid();
        own.uid = android.os.Process.myUid();
        own.pkgList = new String[] {App.packageName()};
        List<RunningAppProcessInfo> list = new ArrayList<>();
        list.add(own);
        return list;
    }

    public int getMemoryClass() {
        return 256;
    }

    public static boolean isUserAMonkey() {
        return false;
    }
}

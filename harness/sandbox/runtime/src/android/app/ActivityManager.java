package android.app;

import android.content.ComponentName;
import android.os.Parcelable;
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

    /** Since Android 8 an app sees its own services only. */
    public List<RunningServiceInfo> getRunningServices(int limit) {
        return new ArrayList<>();
    }

    /** A running service. */
    public static class RunningServiceInfo implements Parcelable {
        public ComponentName service;
        public int pid;
        public String process;
    }

    /** A running task. */
    public static class RunningTaskInfo extends TaskInfo implements Parcelable {
        public int id;
    }

    /** A task that was used. */
    public static class RecentTaskInfo extends TaskInfo implements Parcelable {
        public int id;
    }

    private static <T extends TaskInfo> T own(T task) {
        List<String> activities = App.strings("activities");
        task.taskId = 1;
        task.baseActivity = activities.isEmpty() ? null : new ComponentName(App.packageName(), activities.get(0));
        task.topActivity = task.baseActivity;
        return task;
    }

    /** Since Android 5 an app sees its own task only. */
    public List<RunningTaskInfo> getRunningTasks(int limit) {
        List<RunningTaskInfo> list = new ArrayList<>();
        list.add(own(new RunningTaskInfo()));
        return list;
    }

    public List<RecentTaskInfo> getRecentTasks(int limit, int flags) {
        List<RecentTaskInfo> list = new ArrayList<>();
        list.add(own(new RecentTaskInfo()));
        return list;
    }

    /** The memory of the process, as the device's. */
    public static class MemoryInfo implements Parcelable {
        public long availMem;
        public long totalMem;
        public long threshold;
        public boolean lowMemory;
    }

    public void getMemoryInfo(MemoryInfo out) {
        out.totalMem = Runtime.getRuntime().maxMemory();
        out.availMem = Runtime.getRuntime().freeMemory();
        out.threshold = out.totalMem / 16;
        out.lowMemory = out.availMem < out.threshold;
    }

    public int getMemoryClass() {
        return 256;
    }

    public static boolean isUserAMonkey() {
        return false;
    }
}

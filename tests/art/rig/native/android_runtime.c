/* The native methods of android.os.Process. */
#include <jni.h>
#include <signal.h>
#include <time.h>
#include <unistd.h>

static jlong elapsed_cpu_time(JNIEnv *env, jclass cls) {
  struct timespec t;
  clock_gettime(CLOCK_PROCESS_CPUTIME_ID, &t);
  return t.tv_sec * 1000LL + t.tv_nsec / 1000000;
}

static jint my_pid(JNIEnv *env, jclass cls) {
  return getpid();
}

static void send_signal(JNIEnv *env, jclass cls, jint pid, jint signal) {
  kill(pid, signal);
}

static void raise_signal(JNIEnv *env, jclass cls, jint signal) {
  raise(signal);
}

jint JNI_OnLoad(JavaVM *vm, void *reserved) {
  static const JNINativeMethod methods[] = {
    {"getElapsedCpuTime", "()J", (void *) elapsed_cpu_time},
    {"myPid", "()I", (void *) my_pid},
    {"sendSignal", "(II)V", (void *) send_signal},
    {"raise", "(I)V", (void *) raise_signal},
  };
  JNIEnv *env;
  if ((*vm)->GetEnv(vm, (void **) &env, JNI_VERSION_1_6) != JNI_OK) {
    return JNI_ERR;
  }
  jclass process = (*env)->FindClass(env, "android/os/Process");
  return process != NULL && (*env)->RegisterNatives(env, process, methods, 4) == JNI_OK ? JNI_VERSION_1_6 : JNI_ERR;
}

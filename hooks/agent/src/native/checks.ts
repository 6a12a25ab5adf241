// CheckJNI for tests: every JNI call that the agent makes, in JavaScript and in its native part, is asked three things
// that a desktop JVM forgives and Android's CheckJNI ends the process for: is the thread attached, is the JNIEnv this
// thread's own, and is no exception pending (art/runtime/jni/check_jni.cc: CHECK_ATTACHED_THREAD, ScopedCheck::CheckThread).
// The bridge's own calls are not seen. What is found is appended to a file, by which tests fail; the process goes on.

/** The file that complaints are appended to; empty, as it is outside of tests, when nothing is checked. */
export const COMPLAINTS: string = (globalThis as { harnessChecksJni?: string }).harnessChecksJni ?? "";

/** What `misuse` in the native part gives. */
export const FAULTS = ["", "on a thread that is not attached", "with another thread's JNIEnv", "with an exception pending"];

const MOST = 64;
/** Functions that may be called with an exception pending: kFlag_ExcepOkay in check_jni.cc. */
const EXCUSED = [15, 16, 17, 19, 20, 22, 23, 166, 170, 191, 192, 193, 194, 195, 196, 197, 198, 218, 223, 225, 227, 228];

/** How the native part finds a JNI function. */
export const LOOKUP = COMPLAINTS === "" ? `
#define JNI(index) ((*(void ***) env)[index])
` : `
extern int open (const char *, int, ...);
extern int dprintf (int, const char *, ...);
extern int close (int);

int misuse (void *env, int index) {
  int (*get_env) (void *, void **, int);
  uint8_t (*pending) (void *);
  void *own = 0;
  if (g.vm.p == 0) return 0;
  get_env = (*(void ***) g.vm.p)[6];
  if (get_env (g.vm.p, &own, 0x10006) != 0) return 1;
  if (own != env) return 2;
  switch (index) { ${EXCUSED.map((index) => `case ${index}:`).join(" ")} return 0; }
  pending = (*(void ***) env)[228];
  return pending (env) ? 3 : 0;
}

void complain (const char *where, int index, const char *fault) {
  int file;
  if (g.complaining || g.complaints >= ${MOST}) return;
  g.complaining = 1;
  g.complaints++;
  file = open (g.complaints_to.p, 02001, 0); /* O_WRONLY | O_APPEND: a file that is gone has no reader */
  if (file >= 0) {
    dprintf (file, "process %d: JNI function %d called %s by %s\\n", getpid (), index, fault, where);
    close (file);
  }
  g.complaining = 0;
}

static void *checked (void *env, int index, const char *where) {
  switch (misuse (env, index)) {
    ${FAULTS.slice(1).map((fault, i) => `case ${i + 1}: complain (where, index, ${JSON.stringify(fault)}); break;`).join("\n    ")}
  }
  return env;
}

#define JNI(index) ((*(void ***) checked (env, index, __FUNCTION__))[index])
`;

/** What the check needs of the C library. */
export const CHECK_IMPORTS = COMPLAINTS === "" ? [] : ["open", "dprintf", "close"];

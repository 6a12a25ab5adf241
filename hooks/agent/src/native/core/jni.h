/* How the native part finds a JNI function; with CHECK_JNI, for tests, each use of one is looked at (checks.ts). */
#ifndef CHECK_JNI
#define JNI(index) ((*(void ***) env)[index])
#else
extern int open (const char *, int, ...);
extern int dprintf (int, const char *, ...);
extern int close (int);

enum { MOST_COMPLAINTS = 64, NOT_ATTACHED = 1, OTHER_ENV, PENDING };

const char *fault_of (int number) {
  switch (number) {
    case NOT_ATTACHED: return "on a thread that is not attached";
    case OTHER_ENV: return "with another thread's JNIEnv";
    default: return "with an exception pending";
  }
}

int misuse (void *env, int index) {
  int (*get_env) (void *, void **, int);
  uint8_t (*pending) (void *);
  void *own = 0;
  if (g.vm.p == 0) return 0;
  get_env = (*(void ***) g.vm.p)[6];
  if (get_env (g.vm.p, &own, 0x10006) != 0) return NOT_ATTACHED;
  if (own != env) return OTHER_ENV;
  switch (index) { /* functions that may be called with an exception pending: kFlag_ExcepOkay in check_jni.cc */
    case 15: case 16: case 17: case 19: case 20: case 22: case 23: case 166: case 170: case 191: case 192: case 193: case 194:
    case 195: case 196: case 197: case 198: case 218: case 223: case 225: case 227: case 228: return 0;
  }
  pending = (*(void ***) env)[228];
  return pending (env) ? PENDING : 0;
}

void complain (const char *where, int index, const char *fault) {
  int file;
  if (g.complaining || g.complaints >= MOST_COMPLAINTS) return;
  g.complaining = 1;
  g.complaints++;
  file = open (g.complaints_to.p, 02001, 0); /* O_WRONLY | O_APPEND: a file that is gone has no reader */
  if (file >= 0) {
    dprintf (file, "process %d: JNI function %d called %s by %s\n", getpid (), index, fault, where);
    close (file);
  }
  g.complaining = 0;
}

static void *checked (void *env, int index, const char *where) {
  int fault = misuse (env, index);
  if (fault != 0) complain (where, index, fault_of (fault));
  return env;
}

#define JNI(index) ((*(void ***) checked (env, index, __FUNCTION__))[index])
#endif

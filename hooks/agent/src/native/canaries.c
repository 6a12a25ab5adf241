/* Calls one function of each family of native hooks, on a thread of its own: Frida's own calls are nobody's (selftest.ts). */
#include "facts.h"

typedef unsigned long word;
struct work {
  int (*open) (const char *, int);
  int (*connect) (int, const void *, unsigned);
  long (*sendto) (int, const void *, word, int, const void *, unsigned);
  int (*property) (const char *, char *);
  int (*execve) (const char *, char **, char **);
  void (*begun) (void);
  volatile long done;
};

void *sing (void *data) {
  struct work *w = data;
  unsigned char address[16] = { 2, 0, 0, 9, 127, 0, 0, 1 };
  char value[128], *argv[2];
  argv[0] = "harness-canary";
  argv[1] = 0;
  w->begun ();
  if (w->open) w->open ("/sys/class/net/harness-canary/address", 0);
  if (w->connect) w->connect (-1, address, 16);
  if (w->sendto) w->sendto (-1, "c", 1, 0, address, 16);
  if (w->property) w->property ("ro.serialno", value);
  if (w->execve) w->execve ("/harness-canary", argv, argv + 1);
  w->done = 1;
  return 0;
}

const struct fact facts[] = {
  WHOLE (work), FIELD (work, open), FIELD (work, connect), FIELD (work, sendto), FIELD (work, property), FIELD (work, execve),
  FIELD (work, begun), FIELD (work, done), LAST
};

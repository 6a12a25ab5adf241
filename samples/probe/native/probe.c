/*
 * The probe app's calls in native code: functions of the C library that look at the device, or look for Frida.
 * Built without headers or a C library: libc's functions are those of the process that loads it. Pages of 16 KiB: Android
 * 15 may have them, and maps no library there whose segments are aligned for less.
 */

#define NAMED(function) Java_org_harness_probe_Native_##function
#define ABSENT -1000

struct request { char name[16], data[24]; };
typedef long long answer; /* a jlong, also where a long has 32 bits */

extern int access (const char *, int);
extern int close (int);
extern int connect (int, const void *, unsigned);
extern void freeifaddrs (void *);
extern int getifaddrs (void **);
extern int ioctl (int, unsigned long, ...);
extern long send (int, const void *, unsigned long, int);
extern int socket (int, int, int);
extern int socketpair (int, int, int, int *);
extern int strcmp (const char *, const char *);
extern char *strstr (const char *, const char *);
extern int *__errno_location (void) __attribute__ ((weak)); /* glibc's and musl's name */
extern int *__errno (void) __attribute__ ((weak)); /* bionic's */
extern int __system_property_get (const char *, char *) __attribute__ ((weak)); /* bionic alone */

typedef void *const *env; /* a JNIEnv: where the table of JNI's functions is */

static answer failed (void) { return -*(__errno_location != 0 ? __errno_location () : __errno ()); }

/* Two functions of JNI's table, by their numbers (JNI specification, chapter 4). */
static int length (env *e, void *array) { return ((int (*) (env *, void *)) (*e)[171]) (e, array); }
static void region (env *e, void *array, int n, char *to) { ((void (*) (env *, void *, int, int, char *)) (*e)[200]) (e, array, 0, n, to); }

answer NAMED (ifaddrs) (env *e, void *type) {
  void *list;
  if (getifaddrs (&list) != 0) return failed ();
  freeifaddrs (list);
  return 0;
}

answer NAMED (netlink) (env *e, void *type) {
  int fd = socket (16, 3, 0);
  if (fd < 0) return failed ();
  close (fd);
  return 0;
}

answer NAMED (hwaddr) (env *e, void *type) {
  struct request r = { "lo", { 0 } };
  int fd = socket (2, 2, 0);
  answer result;
  if (fd < 0) return failed ();
  result = ioctl (fd, 0x8927, &r);
  if (result < 0) result = failed ();
  close (fd);
  return result;
}

answer NAMED (property) (env *e, void *type, void *name) {
  char asked[92], value[92];
  int n = length (e, name);
  if (__system_property_get == 0) return ABSENT;
  if (n > 91) n = 91;
  region (e, name, n, asked);
  asked[n] = 0;
  return __system_property_get (asked, value);
}

answer NAMED (paths) (env *e, void *type) { return access ("/data/local/tmp/re.frida.server", 0); }

answer NAMED (find) (env *e, void *type) { return strstr ("what the probe looks at", "frida") != 0; }

answer NAMED (compare) (env *e, void *type) { return strcmp ("what the probe looks at", "frida-server"); }

answer NAMED (greet) (env *e, void *type) {
  int pair[2];
  answer result;
  if (socketpair (1, 1, 0, pair) != 0) return failed ();
  result = send (pair[0], "AUTH\r\n", 6, 0);
  if (result < 0) result = failed ();
  close (pair[0]);
  close (pair[1]);
  return result;
}

/* Connects to an address (a struct sockaddr) and sends all of the data. */
answer NAMED (tcp) (env *e, void *type, void *address, void *data) {
  char to[32], some[1024];
  int size = length (e, address), n = length (e, data), fd;
  answer result;
  if (size > 32) size = 32;
  if (n > 1024) n = 1024;
  region (e, address, size, to);
  region (e, data, n, some);
  fd = socket (*(const unsigned short *) to, 1, 0);
  if (fd < 0) return failed ();
  result = connect (fd, to, (unsigned) size);
  if (result == 0) result = send (fd, some, (unsigned long) n, 0);
  if (result < 0) result = failed ();
  close (fd);
  return result;
}

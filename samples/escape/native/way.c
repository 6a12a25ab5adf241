/*
 * Ways out of a process for the sample app: by the C library's functions, and by the kernel's calls themselves.
 * Built without headers or a C library: libc's functions are those of the process that loads it.
 */

#define STREAM 1
#define DATAGRAM 2
#define FAST_OPEN 0x20000000
#define LONGEST 256
#define NAMED(function) Java_com_lockroom_escape_tricks_Native_##function

typedef void *const *env; /* a JNIEnv: where the table of JNI's functions is */

#if defined(__x86_64__)
enum { WRITE = 1, CLOSE = 3, SOCKET = 41, CONNECT = 42, SENDTO = 44, SENDMSG = 46, CLONE = 56, EXIT = 60, WAIT4 = 61, RING = 425 };

static long call (long n, long a, long b, long c, long d, long e, long f) {
  register long r10 __asm__ ("r10") = d;
  register long r8 __asm__ ("r8") = e;
  register long r9 __asm__ ("r9") = f;
  long result;
  __asm__ volatile ("syscall" : "=a" (result) : "a" (n), "D" (a), "S" (b), "d" (c), "r" (r10), "r" (r8), "r" (r9)
                    : "rcx", "r11", "memory");
  return result;
}
#elif defined(__aarch64__)
enum { WRITE = 64, CLOSE = 57, SOCKET = 198, CONNECT = 203, SENDTO = 206, SENDMSG = 211, CLONE = 220, EXIT = 93, WAIT4 = 260, RING = 425 };

static long call (long n, long a, long b, long c, long d, long e, long f) {
  register long x8 __asm__ ("x8") = n;
  register long x0 __asm__ ("x0") = a;
  register long x1 __asm__ ("x1") = b;
  register long x2 __asm__ ("x2") = c;
  register long x3 __asm__ ("x3") = d;
  register long x4 __asm__ ("x4") = e;
  register long x5 __asm__ ("x5") = f;
  __asm__ volatile ("svc 0" : "+r" (x0) : "r" (x8), "r" (x1), "r" (x2), "r" (x3), "r" (x4), "r" (x5) : "memory");
  return x0;
}
#endif

struct piece { const void *at; unsigned long size; };
struct message { void *name; unsigned size; struct piece *pieces; unsigned long count; void *control; unsigned long length; int flags; };

extern int socket (int, int, int);
extern int connect (int, const void *, unsigned);
extern long send (int, const void *, unsigned long, int);
extern long sendto (int, const void *, unsigned long, int, const void *, unsigned);
extern int close (int);
extern int *__errno_location (void) __attribute__ ((weak)); /* glibc's and musl's name */
extern int *__errno (void) __attribute__ ((weak)); /* bionic's */

static long failed (void) { return -*(__errno_location != 0 ? __errno_location () : __errno ()); }

/* The app's address and line, at places of our own. */
struct both { char address[LONGEST], line[LONGEST]; int size, length; };

/* Two functions of JNI's table, by their numbers (JNI specification, chapter 4). */
static int length (env *e, void *array) { return ((int (*) (env *, void *)) (*e)[171]) (e, array); }
static void region (env *e, void *array, int n, char *to) { ((void (*) (env *, void *, int, int, char *)) (*e)[200]) (e, array, 0, n, to); }

static void take (env *e, void *address, void *line, struct both *to) {
  to->size = length (e, address);
  to->length = length (e, line);
  if (to->size > LONGEST) to->size = LONGEST;
  if (to->length > LONGEST) to->length = LONGEST;
  region (e, address, to->size, to->address);
  region (e, line, to->length, to->line);
}

static int family (const struct both *to) { return *(const unsigned short *) to->address; }

/* ---- the C library's functions ---- */

long NAMED (connect) (env *e, void *type, void *address, void *line) {
  struct both to;
  long result;
  int fd;
  take (e, address, line, &to);
  fd = socket (family (&to), STREAM, 0);
  if (fd < 0) return failed ();
  result = connect (fd, to.address, (unsigned) to.size);
  if (result == 0) result = send (fd, to.line, (unsigned long) to.length, 0);
  if (result < 0) result = failed ();
  close (fd);
  return result;
}

long NAMED (sendto) (env *e, void *type, void *address, void *line) {
  struct both to;
  long result;
  int fd;
  take (e, address, line, &to);
  fd = socket (family (&to), DATAGRAM, 0);
  if (fd < 0) return failed ();
  result = sendto (fd, to.line, (unsigned long) to.length, 0, to.address, (unsigned) to.size);
  if (result < 0) result = failed ();
  close (fd);
  return result;
}

/* ---- the kernel's calls ---- */

static long connect_raw (const struct both *to) {
  long fd = call (SOCKET, family (to), STREAM, 0, 0, 0, 0), result;
  if (fd < 0) return fd;
  result = call (CONNECT, fd, (long) to->address, to->size, 0, 0, 0);
  if (result == 0) result = call (WRITE, fd, (long) to->line, to->length, 0, 0, 0);
  call (CLOSE, fd, 0, 0, 0, 0, 0);
  return result;
}

long NAMED (rawConnect) (env *e, void *type, void *address, void *line) {
  struct both to;
  take (e, address, line, &to);
  return connect_raw (&to);
}

long NAMED (rawSendto) (env *e, void *type, void *address, void *line) {
  struct both to;
  long fd, result;
  take (e, address, line, &to);
  fd = call (SOCKET, family (&to), DATAGRAM, 0, 0, 0, 0);
  if (fd < 0) return fd;
  result = call (SENDTO, fd, (long) to.line, to.length, 0, (long) to.address, to.size);
  call (CLOSE, fd, 0, 0, 0, 0, 0);
  return result;
}

/* TCP Fast Open: data and an address in one message, without connect(2). */
long NAMED (rawFastOpen) (env *e, void *type, void *address, void *line) {
  struct both to;
  struct piece piece;
  struct message message;
  long fd, result;
  take (e, address, line, &to);
  fd = call (SOCKET, family (&to), STREAM, 0, 0, 0, 0);
  if (fd < 0) return fd;
  piece.at = to.line; piece.size = (unsigned long) to.length;
  message.name = to.address; message.size = (unsigned) to.size;
  message.pieces = &piece; message.count = 1;
  message.control = 0; message.length = 0; message.flags = 0;
  result = call (SENDMSG, fd, (long) &message, FAST_OPEN, 0, 0, 0);
  call (CLOSE, fd, 0, 0, 0, 0, 0);
  return result;
}

/* A child without another program: nothing of the process's threads, and no agent, runs in it. */
long NAMED (rawFork) (env *e, void *type, void *address, void *line) {
  struct both to;
  long pid, result;
  int status = 0;
  take (e, address, line, &to);
  pid = call (CLONE, 17, 0, 0, 0, 0, 0); /* SIGCHLD */
  if (pid < 0) return pid;
  if (pid == 0) {
    result = connect_raw (&to);
    call (EXIT, result < 0 ? -result & 127 : 0, 0, 0, 0, 0, 0);
  }
  result = call (WAIT4, pid, (long) &status, 0, 0, 0, 0);
  if (result < 0) return result;
  return status == 0 ? to.length : -(status >> 8 & 127);
}

/* A ring does what calls would, without a call for each. */
long NAMED (rawRing) (env *e, void *type) {
  unsigned parameters[30] = {0};
  long fd = call (RING, 4, (long) parameters, 0, 0, 0, 0);
  if (fd >= 0) call (CLOSE, fd, 0, 0, 0, 0, 0);
  return fd;
}

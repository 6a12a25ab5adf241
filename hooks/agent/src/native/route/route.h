/* The structs, numbers and functions of the route (route.c). */
#include <stdint.h>
typedef unsigned long word;

enum {
  MOST_LOCAL = 8,
  RELAYS = 256,
  PORTS = 65536,
  PATIENCE_MS = 3000, /* how long a connection to the proxy may take: a SYN that found no room is sent again after a second */
  NAMES = 8192, /* so many names have an address of their own in a sinkhole */
  HEARD = 1024, /* so many addresses are remembered with their names */
};
enum { INET = 2, INET6 = 10, STREAM = 1, DGRAM = 2 };
enum { REFUSED = 111, UNREACHABLE = 101, IN_PROGRESS = 115, INTERRUPTED = 4, AGAIN = 11 };
/* What `set` of an end says besides 1, that there is one: the app has shut its half down. */
enum { ENDED = 2 };

struct end { uint8_t address[16]; uint16_t port, set; uint32_t scope; };
struct relay { struct end to; int32_t fd; uint16_t at, pad; int32_t refused, pad2; };
struct local { uint8_t address[16]; int32_t bits; };
/* What getaddrinfo gives: bionic has the name in `a` and the address in `b`, glibc the other way round. */
struct info { int32_t flags, family, type, protocol; uint32_t size; void *a, *b, *next; };
struct span { const void *from; word size; };
struct msg { void *name; uint32_t size; struct span *parts; word count; void *control; word control_size; int32_t flags; };
struct mmsg { struct msg msg; uint32_t size; };
struct hostent { const char *name; };
struct pollfd { int32_t fd; int16_t events, revents; };
typedef int (*connect_f) (int, const void *, uint32_t);
typedef long (*sendto_f) (int, const void *, word, int, const void *, uint32_t);
typedef long (*sendmsg_f) (int, const struct msg *, int);
typedef int (*sendmmsg_f) (int, struct mmsg *, uint32_t, int);
typedef long (*recvfrom_f) (int, void *, word, int, void *, uint32_t *);
typedef long (*recvmsg_f) (int, struct msg *, int);
typedef int (*recvmmsg_f) (int, struct mmsg *, uint32_t, int, void *);
typedef int (*name_f) (int, void *, uint32_t *);
typedef int (*getaddrinfo_f) (const char *, const char *, const struct info *, struct info **);
typedef int (*fornet_f) (const char *, const char *, const struct info *, unsigned, unsigned, struct info **);
typedef int (*context_f) (const char *, const char *, const struct info *, const void *, struct info **);
typedef struct hostent *(*host_f) (const char *);
typedef struct hostent *(*host2_f) (const char *, int);
typedef int (*host_r_f) (const char *, struct hostent *, char *, word, struct hostent **, int *);
typedef int (*shutdown_f) (int, int);
/* The names that were asked for: those that a sinkhole has invented addresses for, and addresses that were heard. */
struct store { uint64_t lock[16]; char *names[NAMES]; struct { uint8_t address[16]; char *name; } heard[HEARD]; int32_t hearing; };
/* The app's own functions, behind their replacements. */
struct own {
  connect_f connect; sendto_f sendto; sendmsg_f sendmsg; sendmmsg_f sendmmsg; recvfrom_f recvfrom; recvmsg_f recvmsg; recvmmsg_f recvmmsg;
  name_f getpeername, getsockname; getaddrinfo_f getaddrinfo; fornet_f fornet; context_f context; host_f host; host2_f host2; host_r_f host_r;
  shutdown_f shutdown; void *send, *query;
};
struct route {
  int32_t on, sinkhole, quic, pid, port, locals;
  struct local local[MOST_LOCAL];
  uint8_t token[16];
  struct end *tcp;
  struct relay *relays;
  struct store *store;
  int32_t used, lost, bionic, careful;
  struct end lost_to;
  uint8_t ends[16];
  struct own own;
};
extern struct route r;
extern int getpid (void);
extern int socket (int, int, int);
extern int bind (int, const void *, uint32_t);
extern int close (int);
extern int poll (struct pollfd *, word, int);
extern int getsockopt (int, int, int, void *, uint32_t *);
extern int setsockopt (int, int, int, const void *, uint32_t);
extern long process_vm_readv (int, struct span *, word, struct span *, word, word);
extern int *errno_at (void);
extern char *strdup (const char *);
extern void free (void *);
extern int gethostname (char *, word);
extern int pthread_mutex_lock (void *);
extern int pthread_mutex_unlock (void *);

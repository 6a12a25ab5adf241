// The compiled part of the agent's route (route.ts): what the app's own socket calls do instead.
//
// A TCP connection to the outside goes to the proxy's port on the device's loopback, and begins with a header of the PROXY
// protocol, version 2, that says where it was meant to go (haproxy.org, proxy-protocol.txt): written at once, never
// answered, so that nothing of it can be seen by the app, whose socket may be non-blocking. A datagram goes to a relay, a
// socket of the agent's own for each destination. Who asks for the ends of such a socket hears of those it was made for.
// No JavaScript runs here: forked processes are routed too.

const WORD = Process.pointerSize;
/** Places of the fields of `struct route`. */
export const ROUTE = {
  on: 0, sinkhole: 4, quic: 8, pid: 12, port: 16, locals: 20, local: 24, token: 184, tcp: 200, relays: 200 + WORD, used: 200 + 2 * WORD,
  lost: 204 + 2 * WORD, bionic: 208 + 2 * WORD, lostTo: 216 + 2 * WORD, ends: 240 + 2 * WORD, original: 256 + 2 * WORD, size: 512,
} as const;
export const RELAY = { to: 0, port: 16, fd: 24, at: 28, refused: 32, size: 40 } as const;
export const MOST_LOCAL = 8;
export const RELAYS = 256;
/** Bytes of where one connection goes: address as IPv6, port, scope. */
export const END = 24;
/** The functions whose originals the table at `ROUTE.original` holds, in its order. */
export const ORIGINALS = [
  "connect", "sendto", "sendmsg", "sendmmsg", "recvfrom", "recvmsg", "recvmmsg", "getpeername", "getsockname",
  "getaddrinfo", "android_getaddrinfofornet", "android_getaddrinfofornetcontext", "gethostbyname", "gethostbyname2",
  "gethostbyname_r", "shutdown", "resNetworkSend", "resNetworkQuery",
] as const;
/** How long a connection to the proxy on the loopback may take. A SYN that found no room is sent again after a second. */
const PATIENCE_MS = 3000;
/** So many names have an address of their own in a sinkhole; so many addresses are remembered with their names. */
const NAMES = 8192;
const HEARD = 1024;
/** Bytes of `struct store`. */
export const STORE = 128 + NAMES * WORD + HEARD * (16 + WORD) + 8;

export const ROUTING = `
#include <stdint.h>
typedef unsigned long word;
struct end { uint8_t address[16]; uint16_t port, set; uint32_t scope; };
struct relay { struct end to; int32_t fd; uint16_t at, pad; int32_t refused, pad2; };
struct local { uint8_t address[16]; int32_t bits; };
struct bionic_info { int32_t flags, family, type, protocol; uint32_t size; char *name; uint8_t *address; struct bionic_info *next; };
struct glibc_info { int32_t flags, family, type, protocol; uint32_t size; uint8_t *address; char *name; struct glibc_info *next; };
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
struct route {
  int32_t on, sinkhole, quic, pid, port, locals;
  struct local local[${MOST_LOCAL}];
  uint8_t token[16];
  struct end *tcp;
  struct relay *relays;
  int32_t used, lost, bionic, careful;
  struct end lost_to;
  uint8_t ends[16];
  struct {
    connect_f connect; sendto_f sendto; sendmsg_f sendmsg; sendmmsg_f sendmmsg; recvfrom_f recvfrom; recvmsg_f recvmsg; recvmmsg_f recvmmsg;
    name_f getpeername, getsockname; getaddrinfo_f getaddrinfo; fornet_f fornet; context_f context; host_f host; host2_f host2; host_r_f host_r;
    shutdown_f shutdown; void *send, *query;
  } own;
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

enum { INET = 2, INET6 = 10, STREAM = 1, DGRAM = 2 };
enum { REFUSED = 111, UNREACHABLE = 101, IN_PROGRESS = 115, INTERRUPTED = 4, AGAIN = 11 };
/* What \`set\` of an end says besides 1, that there is one: the app has shut its half down. */
enum { ENDED = 2 };
/* A compiled module's own data cannot be written. */
struct store { uint64_t lock[16]; char *names[${NAMES}]; struct { uint8_t address[16]; char *name; } heard[${HEARD}]; int32_t hearing; };
extern struct store m;
static const uint8_t mapped[12] = { 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 255, 255 };

static int same (const void *a, const void *b, int n) {
  const uint8_t *p = a, *q = b;
  while (n-- > 0) if (*p++ != *q++) return 0;
  return 1;
}
static void put (void *to, const void *from, word n) { uint8_t *p = to; const uint8_t *q = from; while (n-- > 0) *p++ = *q++; }
static int is_v4 (const struct end *e) { return same (e->address, mapped, 12); }
static uint16_t swapped (uint16_t x) { return (uint16_t) ((x << 8) | (x >> 8)); }

/* Memory of the app's is read as the system would: a bad pointer must not end it. */
static int copied (void *to, const void *from, word size) {
  struct span here, there;
  if ((word) from < 4096) return 0;
  if (!r.careful) { put (to, from, size); return 1; }
  here.from = to; there.from = from;
  here.size = there.size = size;
  return process_vm_readv (getpid (), &here, 1, &there, 1, 0) == (long) size;
}

void begin (void) {
  word probe = 7, found = 0;
  r.careful = 1;
  r.careful = copied (&found, &probe, sizeof (word)) && found == 7; /* a system may forbid it */
}

/* An internet address in one form for both versions; 0 when it is none. */
static int family_of (const void *address, uint32_t size, struct end *to) {
  uint8_t a[28];
  int n = size < 28 ? (int) size : 28, i;
  uint16_t family;
  if (address == 0 || n < 16 || !copied (a, address, n)) return 0;
  put (&family, a, 2);
  for (i = 0; i < (int) sizeof (*to); i++) ((uint8_t *) to)[i] = 0;
  put (&to->port, a + 2, 2);
  to->set = 1;
  if (family == INET) {
    put (to->address, mapped, 12);
    put (to->address + 12, a + 4, 4);
    return INET;
  }
  if (family != INET6 || n < 24) return 0;
  put (to->address, a + 8, 16);
  if (n >= 28) put (&to->scope, a + 24, 4);
  return INET6;
}

static uint32_t address_of (const struct end *e, int family, uint8_t *a) {
  uint16_t f = (uint16_t) family;
  int i;
  for (i = 0; i < 28; i++) a[i] = 0;
  put (a, &f, 2);
  put (a + 2, &e->port, 2);
  if (family == INET) { put (a + 4, e->address + 12, 4); return 16; }
  put (a + 8, e->address, 16);
  put (a + 24, &e->scope, 4);
  return 28;
}

static uint32_t loopback (int family, uint16_t port, uint8_t *a) {
  static const uint8_t here[4] = { 127, 0, 0, 1 };
  struct end e;
  int i;
  for (i = 0; i < (int) sizeof (e); i++) ((uint8_t *) &e)[i] = 0;
  put (e.address, mapped, 12);
  put (e.address + 12, here, 4);
  e.port = port;
  return address_of (&e, family, a);
}

static int within (const uint8_t *address, const struct local *l) {
  int whole = l->bits / 8, rest = l->bits % 8;
  if (!same (address, l->address, whole)) return 0;
  return rest == 0 || ((address[whole] ^ l->address[whole]) >> (8 - rest)) == 0;
}

/* The device itself: the app's own servers are left alone. */
static int is_local (const struct end *e) {
  static const uint8_t none[16];
  int i;
  if (same (e->address, none, 16) || (is_v4 (e) && same (e->address + 12, none, 4))) return 1;
  for (i = 0; i < r.locals; i++) if (within (e->address, &r.local[i])) return 1;
  return 0;
}

static int is_for_many (const struct end *e) {
  static const uint8_t all[4] = { 255, 255, 255, 255 };
  if (!is_v4 (e)) return e->address[0] == 255;
  return (e->address[12] & 0xf0) == 0xe0 || same (e->address + 12, all, 4);
}

static int option (int fd, int level, int name) {
  int value = -1;
  uint32_t size = sizeof (value);
  return getsockopt (fd, level, name, &value, &size) == 0 ? value : -1;
}
static int domain_of (int fd) { return option (fd, 1, 39); }
static int type_of (int fd) { return option (fd, 1, 3); }
static int protocol_of (int fd) { return option (fd, 1, 38); }

static long fail (int error) { *errno_at () = error; return -1; }

static void lose (const struct end *to) { r.lost_to = *to; r.lost++; }

/* The loopback is IPv4: an IPv6 socket must be let reach it. */
static int opens_to_v4 (int fd, int domain) {
  int no = 0;
  if (domain != INET6 || option (fd, 41, 26) != 1) return 1;
  return setsockopt (fd, 41, 26, &no, sizeof (no)) == 0;
}

/* From which address the device would go there, had it gone by itself: asked of the routing table, nothing is sent. The
 * port is 0, to which nothing can be: who watches the connections of the app from outside knows by it that it is not one. */
static int local_for (const struct end *to, struct end *from) {
  struct end asked = *to;
  uint8_t a[28];
  uint32_t n = 28;
  int family = is_v4 (to) ? INET : INET6, fd, ok;
  fd = socket (family, DGRAM | 02000000, 0);
  if (fd < 0) return 0;
  asked.port = 0;
  ok = r.own.connect (fd, a, address_of (&asked, family, a)) == 0 && r.own.getsockname (fd, a, &n) == 0 && family_of (a, n, from) != 0;
  close (fd);
  return ok;
}

static const char *name_of (const struct end *e) {
  const char *found = 0;
  int i;
  if (r.sinkhole && is_v4 (e) && e->address[12] == 198 && (e->address[13] & 0xfe) == 18) {
    i = ((e->address[13] & 1) << 16 | e->address[14] << 8 | e->address[15]) - 256;
    if (i >= 0 && i < ${NAMES}) return m.names[i];
  }
  for (i = 0; i < ${HEARD} && found == 0; i++) if (m.heard[i].name != 0 && same (m.heard[i].address, e->address, 16)) found = m.heard[i].name;
  return found;
}

/* For JavaScript: copies the name of where a relay goes, at most 255 bytes. */
int called (const struct end *e, char *out) {
  const char *name;
  int n = 0;
  pthread_mutex_lock (m.lock);
  name = name_of (e);
  if (name != 0) for (; name[n] != 0 && n < 255; n++) out[n] = name[n];
  pthread_mutex_unlock (m.lock);
  out[n] = 0;
  return n;
}

static int header (const struct end *from, const struct end *to, uint8_t *h) {
  static const uint8_t begins[12] = { 13, 10, 13, 10, 0, 13, 10, 81, 85, 73, 84, 10 };
  const char *name;
  int v4 = is_v4 (from) && is_v4 (to), n = 16, length, pid = getpid ();
  put (h, begins, 12);
  h[12] = 0x21;
  h[13] = v4 ? 0x11 : 0x21;
  if (v4) {
    put (h + n, from->address + 12, 4); put (h + n + 4, to->address + 12, 4);
    n += 8;
  } else {
    put (h + n, from->address, 16); put (h + n + 16, to->address, 16);
    n += 32;
  }
  put (h + n, &from->port, 2); put (h + n + 2, &to->port, 2);
  n += 4;
  h[n] = 0xe0; h[n + 1] = 0; h[n + 2] = 16; put (h + n + 3, r.token, 16); n += 19;
  h[n] = 0xe1; h[n + 1] = 0; h[n + 2] = 4; h[n + 3] = pid >> 24; h[n + 4] = pid >> 16; h[n + 5] = pid >> 8; h[n + 6] = pid; n += 7;
  pthread_mutex_lock (m.lock);
  name = name_of (to);
  if (name != 0) {
    for (length = 0; name[length] != 0 && length < 255; length++) h[n + 3 + length] = name[length];
    h[n] = 2; h[n + 1] = 0; h[n + 2] = length; n += 3 + length;
  }
  pthread_mutex_unlock (m.lock);
  h[14] = (n - 16) >> 8; h[15] = (n - 16) & 255;
  return n;
}

/* Where a socket that went to the proxy or to a relay was meant to go; 0 when it went to neither. */
static const struct end *meant (int fd, int type) {
  uint8_t a[28];
  uint32_t n = 28;
  struct end e;
  int i;
  if (r.own.getpeername (fd, a, &n) != 0 || family_of (a, n, &e) == 0 || !is_v4 (&e) || e.address[12] != 127) return 0;
  if (type == STREAM) {
    if (e.port != (uint16_t) r.port) return 0;
    n = 28;
    if (r.own.getsockname (fd, a, &n) != 0 || family_of (a, n, &e) == 0) return 0;
    return r.tcp[e.port].set ? &r.tcp[e.port] : 0;
  }
  for (i = 0; i < r.used; i++) if (r.relays[i].at == e.port) return &r.relays[i].to;
  return 0;
}

static int stream (int fd, int domain, const struct end *to) {
  uint8_t a[28], h[400];
  uint32_t n = 28;
  struct end from, here;
  struct pollfd p;
  const struct end *known = meant (fd, STREAM);
  int result, error, size, i;
  if (known != 0) return r.own.connect (fd, a, loopback (domain, (uint16_t) r.port, a)); /* asks whether it is connected by now */
  for (i = 0; i < (int) sizeof (from); i++) ((uint8_t *) &from)[i] = 0;
  if (!local_for (to, &from)) {
    if (!r.sinkhole) return (int) fail (*errno_at () == 0 ? UNREACHABLE : *errno_at ()); /* what the app's own call would have met */
    put (from.address, mapped, 12);
  }
  if (!opens_to_v4 (fd, domain)) { lose (to); return (int) fail (UNREACHABLE); }
  result = r.own.connect (fd, a, loopback (domain, (uint16_t) r.port, a));
  error = *errno_at ();
  if (result != 0 && error != IN_PROGRESS && error != INTERRUPTED) {
    if (error == REFUSED || error == 110 || error == UNREACHABLE || error == 99) lose (to);
    return (int) fail (error);
  }
  if (result != 0) {
    p.fd = fd; p.events = 4; p.revents = 0;
    if (poll (&p, 1, ${PATIENCE_MS}) != 1 || (p.revents & (8 | 16)) != 0) { lose (to); return (int) fail (error); }
  }
  if (r.own.getsockname (fd, a, &n) == 0 && family_of (a, n, &here) != 0) {
    from.port = here.port;
    r.tcp[here.port] = *to;
    if (!(is_v4 (&here) && here.address[12] == 127)) from = here; /* the app chose its own address */
  }
  size = header (&from, to, h);
  if (r.own.sendto (fd, h, size, 0x4000 | 0x40, 0, 0) != size) lose (to);
  return result == 0 ? 0 : (int) fail (error);
}

static struct relay *relay_for (const struct end *to) {
  uint8_t a[28];
  uint32_t n = 28;
  struct end at;
  struct relay *made = 0;
  int i, fd;
  for (i = 0; i < r.used; i++) if (same (&r.relays[i].to, to, 18)) return &r.relays[i];
  if (getpid () != r.pid) return 0; /* nobody would read it */
  pthread_mutex_lock (m.lock);
  for (i = 0; i < r.used && made == 0; i++) if (same (&r.relays[i].to, to, 18)) made = &r.relays[i];
  if (made == 0 && r.used < ${RELAYS} && (fd = socket (INET, DGRAM | 04000 | 02000000, 0)) >= 0) {
    if (bind (fd, a, loopback (INET, 0, a)) == 0 && r.own.getsockname (fd, a, &n) == 0 && family_of (a, n, &at) != 0) {
      made = &r.relays[r.used];
      made->to = *to;
      made->fd = fd;
      made->at = at.port;
      made->refused = r.quic && to->port == swapped (443);
      /* One that takes from a port where nobody sends from refuses all others, as a closed port does. */
      if (made->refused) r.own.connect (fd, a, loopback (INET, swapped (9), a));
      r.used++;
    } else close (fd);
  }
  pthread_mutex_unlock (m.lock);
  return made;
}

/* What becomes of datagrams to there: 0 leave, 1 relay, -1 refused. */
static int datagrams (int fd, int domain, const struct end *to, struct relay **relay) {
  int protocol = protocol_of (fd);
  if (protocol != 17 && protocol != 136) return r.sinkhole ? -1 : 0;
  if (!r.sinkhole && is_for_many (to)) return 0;
  *relay = relay_for (to);
  if (*relay == 0 || !opens_to_v4 (fd, domain)) { lose (to); return r.sinkhole ? -1 : 0; }
  return 1;
}

int route_connect (int fd, const void *address, uint32_t size) {
  uint8_t a[28];
  struct end to;
  struct relay *relay;
  int *error = errno_at (), was = *error, result, domain, type, protocol, family = r.on ? family_of (address, size, &to) : 0;
  if (family == 0 || is_local (&to)) { *error = was; return r.own.connect (fd, address, size); }
  domain = domain_of (fd);
  type = type_of (fd);
  protocol = protocol_of (fd);
  *error = was;
  if ((domain != INET && domain != INET6) || (domain == INET && family == INET6)) return r.own.connect (fd, address, size);
  if (type == STREAM && (protocol == 6 || protocol == 262)) {
    if (family != domain) return r.own.connect (fd, address, size);
    *error = 0;
    result = stream (fd, domain, &to);
  } else if (type == DGRAM) {
    result = datagrams (fd, domain, &to, &relay);
    *error = was;
    if (result == 0) return r.own.connect (fd, address, size);
    result = result < 0 ? (int) fail (UNREACHABLE) : r.own.connect (fd, a, loopback (domain, relay->at, a));
  } else {
    if (!r.sinkhole) return r.own.connect (fd, address, size);
    result = (int) fail (UNREACHABLE);
  }
  if (result == 0) *error = was;
  return result;
}

/* Where one message goes instead: 0 as it says, 1 to \`a\`, -1 nowhere (errno says why). */
static int elsewhere (int fd, int flags, const void *address, uint32_t size, uint8_t *a, uint32_t *n) {
  struct end to;
  struct relay *relay;
  int *error = errno_at (), was = *error, domain, what;
  if (address == 0 || !r.on || family_of (address, size, &to) == 0 || is_local (&to)) { *error = was; return 0; }
  domain = domain_of (fd);
  if (domain != INET && domain != INET6) { *error = was; return 0; }
  if (type_of (fd) == STREAM) {
    *error = was;
    if ((flags & 0x20000000) == 0) return 0;
    *n = 0; /* TCP Fast Open: connected here and now */
    return route_connect (fd, address, size) == 0 || *error == IN_PROGRESS ? 1 : -1;
  }
  what = datagrams (fd, domain, &to, &relay);
  *error = was;
  if (what == 0) return 0;
  if (what < 0) { *error = UNREACHABLE; return -1; }
  if (relay->refused) { *error = REFUSED; return -1; }
  *n = loopback (domain, relay->at, a);
  return 1;
}

long route_sendto (int fd, const void *data, word size, int flags, const void *address, uint32_t length) {
  uint8_t a[28];
  uint32_t n = 0;
  int where = elsewhere (fd, flags, address, length, a, &n);
  if (where < 0) return -1;
  if (where == 0) return r.own.sendto (fd, data, size, flags, address, length);
  return n == 0 ? r.own.sendto (fd, data, size, flags & ~0x20000000, 0, 0) : r.own.sendto (fd, data, size, flags, a, n);
}

long route_sendmsg (int fd, const struct msg *msg, int flags) {
  uint8_t a[28];
  uint32_t n = 0;
  struct msg m;
  int *error = errno_at (), was = *error, where;
  if (!r.on || !copied (&m, msg, sizeof (m)) || m.name == 0) { *error = was; return r.own.sendmsg (fd, msg, flags); }
  where = elsewhere (fd, flags, m.name, m.size, a, &n);
  if (where < 0) return -1;
  if (where == 0) return r.own.sendmsg (fd, msg, flags);
  m.name = n == 0 ? 0 : a;
  m.size = n;
  return r.own.sendmsg (fd, &m, n == 0 ? flags & ~0x20000000 : flags);
}

int route_sendmmsg (int fd, struct mmsg *all, uint32_t count, int flags) {
  uint32_t i;
  struct mmsg m;
  int named = 0;
  for (i = 0; r.on && i < count && i < 1024 && !named; i++) named = copied (&m, all + i, sizeof (m)) && m.msg.name != 0;
  if (!named) return r.own.sendmmsg (fd, all, count, flags);
  for (i = 0; i < count; i++) {
    long sent = route_sendmsg (fd, &all[i].msg, flags);
    if (sent < 0) return i == 0 ? -1 : (int) i;
    all[i].size = (uint32_t) sent;
  }
  return (int) count;
}

/*
 * The app has no more to say, and may still listen. adb carries no half-closed connection: the end is said by the last bytes
 * instead, which the proxy takes off.
 */
int route_shutdown (int fd, int how) {
  int *error = errno_at (), was = *error, sent = 0;
  struct pollfd p;
  long n;
  struct end *to = r.on && how == 1 && type_of (fd) == STREAM ? (struct end *) meant (fd, STREAM) : 0;
  if (to != 0 && to->set == ENDED) { *error = was; return 0; }
  while (to != 0 && sent < 16) {
    n = r.own.sendto (fd, r.ends + sent, 16 - sent, 0x4000 | 0x40, 0, 0);
    if (n > 0) { sent += n; continue; }
    if (*error == INTERRUPTED) continue;
    p.fd = fd; p.events = 4; p.revents = 0;
    if (*error == AGAIN && poll (&p, 1, ${PATIENCE_MS}) == 1 && (p.revents & (8 | 16)) == 0) continue;
    if (*error == AGAIN || sent != 0) lose (to);
    to = 0; /* the proxy is gone, or does not read */
  }
  *error = was;
  if (to == 0) return r.own.shutdown (fd, how);
  to->set = ENDED;
  return 0;
}

/* A relay's address in what the app was given becomes that of whom it stands for. */
static void disguise (void *address, uint32_t room, uint32_t size) {
  uint8_t a[28];
  uint32_t n;
  struct end from;
  int family, i;
  if (r.used == 0 || address == 0 || size > room) return;
  family = family_of (address, size, &from);
  if (family == 0 || !is_v4 (&from) || from.address[12] != 127) return;
  for (i = 0; i < r.used; i++) {
    if (r.relays[i].at != from.port) continue;
    if (family == INET && !is_v4 (&r.relays[i].to)) return;
    n = address_of (&r.relays[i].to, family, a);
    put (address, a, n < room ? n : room);
    return;
  }
}

long route_recvfrom (int fd, void *data, word size, int flags, void *address, uint32_t *length) {
  uint32_t room = 0;
  long got;
  int *error = errno_at (), was = *error;
  if (address != 0 && r.on && r.used != 0) copied (&room, length, 4);
  *error = was;
  got = r.own.recvfrom (fd, data, size, flags, address, length);
  if (got >= 0 && room != 0) disguise (address, room, *length);
  return got;
}

long route_recvmsg (int fd, struct msg *msg, int flags) {
  uint32_t room = 0;
  long got;
  int *error = errno_at (), was = *error;
  if (r.on && r.used != 0) copied (&room, (uint8_t *) msg + sizeof (void *), 4);
  *error = was;
  got = r.own.recvmsg (fd, msg, flags);
  if (got >= 0 && room != 0) disguise (msg->name, room, msg->size);
  return got;
}

int route_recvmmsg (int fd, struct mmsg *all, uint32_t count, int flags, void *timeout) {
  int got = r.own.recvmmsg (fd, all, count, flags, timeout), i;
  for (i = 0; i < got && r.on && r.used != 0; i++) disguise (all[i].msg.name, 28, all[i].msg.size);
  return got;
}

static int tell (const struct end *e, int family, void *address, uint32_t *length) {
  uint8_t a[28];
  uint32_t n = address_of (e, family, a), room;
  if (!copied (&room, length, 4)) return -1;
  put (address, a, n < room ? n : room);
  *length = n;
  return 0;
}

int route_getpeername (int fd, void *address, uint32_t *length) {
  int *error = errno_at (), was = *error, domain = r.on ? domain_of (fd) : 0, done = -1;
  const struct end *to = domain == INET || domain == INET6 ? meant (fd, type_of (fd)) : 0;
  if (to != 0 && address != 0 && (domain == INET6 || is_v4 (to))) done = tell (to, domain, address, length);
  *error = was;
  return done == 0 ? 0 : r.own.getpeername (fd, address, length);
}

int route_getsockname (int fd, void *address, uint32_t *length) {
  uint8_t a[28];
  uint32_t n = 28;
  struct end here, from;
  int *error = errno_at (), was = *error, domain = r.on ? domain_of (fd) : 0, done = -1;
  const struct end *to = domain == INET || domain == INET6 ? meant (fd, type_of (fd)) : 0;
  if (to != 0 && address != 0 && r.own.getsockname (fd, a, &n) == 0 && family_of (a, n, &here) != 0 && is_v4 (&here)
      && here.address[12] == 127 && local_for (to, &from) && (domain == INET6 || is_v4 (&from))) {
    from.port = here.port;
    done = tell (&from, domain, address, length);
  }
  *error = was;
  return done == 0 ? 0 : r.own.getsockname (fd, address, length);
}

/* Names. In a sinkhole each has an address of its own, of those for tests of networks (RFC 2544), without being asked for. */

static uint8_t lower (uint8_t c) { return c >= 'A' && c <= 'Z' ? c + 32 : c; }

static int alike (const char *a, const char *b) {
  for (; *a != 0 && lower (*a) == lower (*b); a++, b++);
  return lower (*a) == lower (*b);
}

static int is_own_name (const char *name) {
  char own[256];
  int n = 0;
  while (name[n] != 0) n++;
  if (alike (name, "localhost") || alike (name, "ip6-localhost") || (n > 10 && alike (name + n - 10, ".localhost"))) return 1;
  own[255] = 0;
  return gethostname (own, 255) == 0 && alike (name, own);
}

static char *digits (char *to, int n) {
  if (n >= 100) *to++ = '0' + n / 100;
  if (n >= 10) *to++ = '0' + n / 10 % 10;
  *to++ = '0' + n % 10;
  return to;
}

/* The name's address as a text, and the name as it is kept; 0 when there is no room left. */
static const char *invented (const char *name, char *text) {
  uint32_t hash = 2166136261u, i, at = 0;
  const char *kept = 0;
  for (i = 0; name[i] != 0; i++) hash = (hash ^ lower (name[i])) * 16777619u;
  pthread_mutex_lock (m.lock);
  for (i = 0; i < ${NAMES} && kept == 0; i++) {
    at = (hash + i) & ${NAMES - 1};
    if (m.names[at] == 0) m.names[at] = strdup (name);
    if (m.names[at] == 0) break;
    if (alike (m.names[at], name)) kept = m.names[at];
  }
  pthread_mutex_unlock (m.lock);
  at += 256;
  put (text, "198.18.", 7);
  text = digits (text + 7, at >> 8 & 255);
  *text++ = '.';
  *digits (text, at & 255) = 0;
  return kept;
}

static void hear (const char *name, struct info *list) {
  struct end e;
  struct info *each;
  char *mine;
  int i;
  for (each = list; each != 0; each = (struct info *) each->next) {
    if (family_of (r.bionic ? each->b : each->a, each->size, &e) == 0 || is_local (&e)) continue;
    pthread_mutex_lock (m.lock);
    for (i = 0; i < ${HEARD} && !(m.heard[i].name != 0 && same (m.heard[i].address, e.address, 16)); i++);
    if (i == ${HEARD}) { i = m.hearing; m.hearing = (m.hearing + 1) % ${HEARD}; }
    if (m.heard[i].name == 0 || !alike (m.heard[i].name, name)) {
      mine = strdup (name);
      if (mine != 0) {
        if (m.heard[i].name != 0) free (m.heard[i].name);
        m.heard[i].name = mine;
        put (m.heard[i].address, e.address, 16);
      }
    }
    pthread_mutex_unlock (m.lock);
  }
}

/* The three functions differ in what they are told besides. */
struct asked { int which; unsigned net, mark; const void *context; };

static int ask (const struct asked *how, const char *host, const char *service, const struct info *hints, struct info **list) {
  if (how->which == 0) return r.own.getaddrinfo (host, service, hints, list);
  if (how->which == 1) return r.own.fornet (host, service, hints, how->net, how->mark, list);
  return r.own.context (host, service, hints, how->context, list);
}

static int resolve (const struct asked *how, const char *host, const char *service, const struct info *hints, struct info **list) {
  struct info mine;
  char text[20], **name;
  const char *kept;
  int i, result, only_numbers = hints != 0 && (hints->flags & 4) != 0;
  if (!r.on || host == 0 || host[0] == 0 || only_numbers) return ask (how, host, service, hints, list);
  if (!r.sinkhole) {
    result = ask (how, host, service, hints, list);
    if (result == 0 && list != 0) hear (host, *list);
    return result;
  }
  for (i = 0; i < (int) sizeof (mine); i++) ((uint8_t *) &mine)[i] = 0;
  if (hints != 0) put (&mine, hints, 16);
  mine.flags = (mine.flags & ~(r.bionic ? 0x400 : 0x20)) | 4;
  result = ask (how, host, service, &mine, list);
  if (result == 0 || is_own_name (host)) return result == 0 ? 0 : ask (how, host, service, hints, list);
  kept = invented (host, text);
  if (kept == 0) return result;
  result = ask (how, text, service, &mine, list);
  if (result == 0 && (mine.flags & 2) != 0) {
    name = (char **) (r.bionic ? &(*list)->a : &(*list)->b);
    if (*name != 0) { free (*name); *name = strdup (kept); }
  }
  return result;
}

int route_getaddrinfo (const char *host, const char *service, const struct info *hints, struct info **list) {
  struct asked how;
  how.which = 0;
  return resolve (&how, host, service, hints, list);
}

int route_fornet (const char *host, const char *service, const struct info *hints, unsigned net, unsigned mark, struct info **list) {
  struct asked how;
  how.which = 1; how.net = net; how.mark = mark;
  return resolve (&how, host, service, hints, list);
}

int route_context (const char *host, const char *service, const struct info *hints, const void *context, struct info **list) {
  struct asked how;
  how.which = 2; how.context = context;
  return resolve (&how, host, service, hints, list);
}

static int is_number (const char *host) {
  int i, letters = 0;
  for (i = 0; host[i] != 0; i++) {
    if (host[i] == ':') return 1;
    letters |= !((host[i] >= '0' && host[i] <= '9') || host[i] == '.');
  }
  return !letters;
}

static int keeps (const char *host, char *text, const char **name) {
  return r.on && r.sinkhole && host != 0 && !is_number (host) && !is_own_name (host) && (*name = invented (host, text)) != 0;
}

struct hostent *route_host (const char *host) {
  char text[20];
  const char *name;
  struct hostent *found;
  if (!keeps (host, text, &name)) return r.own.host (host);
  found = r.own.host (text);
  if (found != 0) found->name = name;
  return found;
}

struct hostent *route_host2 (const char *host, int family) {
  char text[20];
  const char *name;
  struct hostent *found;
  if (!keeps (host, text, &name)) return r.own.host2 (host, family);
  found = r.own.host2 (text, family);
  if (found != 0) found->name = name;
  return found;
}

int route_host_r (const char *host, struct hostent *to, char *buffer, word size, struct hostent **result, int *error) {
  char text[20];
  const char *name;
  int found;
  if (!keeps (host, text, &name)) return r.own.host_r (host, to, buffer, size, result, error);
  found = r.own.host_r (text, to, buffer, size, result, error);
  if (found == 0 && *result != 0) (*result)->name = name;
  return found;
}

/* android.net.DnsResolver's raw questions to the system's resolver: no answer in a sinkhole (put in place there only). */
int route_refuse (void) { return -REFUSED; }
`;

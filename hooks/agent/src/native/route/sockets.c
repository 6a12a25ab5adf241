/* What a socket is, and from where it would go. */

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

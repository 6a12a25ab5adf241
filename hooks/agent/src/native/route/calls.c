/* What the app's calls with sockets do instead. */

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

/* Where one message goes instead: 0 as it says, 1 to `a`, -1 nowhere (errno says why). */
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
    if (*error == AGAIN && poll (&p, 1, PATIENCE_MS) == 1 && (p.revents & (8 | 16)) == 0) continue;
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

/* TCP: connections go to the proxy. */

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
    if (poll (&p, 1, PATIENCE_MS) != 1 || (p.revents & (8 | 16)) != 0) { lose (to); return (int) fail (error); }
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

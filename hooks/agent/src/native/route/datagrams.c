/* UDP: each destination has a relay. */

static struct relay *relay_for (const struct end *to) {
  uint8_t a[28];
  uint32_t n = 28;
  struct end at;
  struct relay *made = 0;
  int i, fd;
  for (i = 0; i < r.used; i++) if (same (&r.relays[i].to, to, 18)) return &r.relays[i];
  if (getpid () != r.pid) return 0; /* nobody would read it */
  pthread_mutex_lock (r.store->lock);
  for (i = 0; i < r.used && made == 0; i++) if (same (&r.relays[i].to, to, 18)) made = &r.relays[i];
  if (made == 0 && r.used < RELAYS && (fd = socket (INET, DGRAM | 04000 | 02000000, 0)) >= 0) {
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
  pthread_mutex_unlock (r.store->lock);
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

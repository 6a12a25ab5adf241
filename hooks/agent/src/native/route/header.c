/* What the proxy is told of a connection. */

static const char *name_of (const struct end *e) {
  const char *found = 0;
  int i;
  if (r.sinkhole && is_v4 (e) && e->address[12] == 198 && (e->address[13] & 0xfe) == 18) {
    i = ((e->address[13] & 1) << 16 | e->address[14] << 8 | e->address[15]) - 256;
    if (i >= 0 && i < NAMES) return r.store->names[i];
  }
  for (i = 0; i < HEARD && found == 0; i++) if (r.store->heard[i].name != 0 && same (r.store->heard[i].address, e->address, 16)) found = r.store->heard[i].name;
  return found;
}

/* For JavaScript: copies the name of where a relay goes, at most 255 bytes. */
int called (const struct end *e, char *out) {
  const char *name;
  int n = 0;
  pthread_mutex_lock (r.store->lock);
  name = name_of (e);
  if (name != 0) for (; name[n] != 0 && n < 255; n++) out[n] = name[n];
  pthread_mutex_unlock (r.store->lock);
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
  pthread_mutex_lock (r.store->lock);
  name = name_of (to);
  if (name != 0) {
    for (length = 0; name[length] != 0 && length < 255; length++) h[n + 3 + length] = name[length];
    h[n] = 2; h[n + 1] = 0; h[n + 2] = length; n += 3 + length;
  }
  pthread_mutex_unlock (r.store->lock);
  h[14] = (n - 16) >> 8; h[15] = (n - 16) & 255;
  return n;
}

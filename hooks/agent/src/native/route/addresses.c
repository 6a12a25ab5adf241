/* Addresses, and the app's memory that they are in. */

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

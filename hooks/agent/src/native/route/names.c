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
  pthread_mutex_lock (r.store->lock);
  for (i = 0; i < NAMES && kept == 0; i++) {
    at = (hash + i) & (NAMES - 1);
    if (r.store->names[at] == 0) r.store->names[at] = strdup (name);
    if (r.store->names[at] == 0) break;
    if (alike (r.store->names[at], name)) kept = r.store->names[at];
  }
  pthread_mutex_unlock (r.store->lock);
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
    pthread_mutex_lock (r.store->lock);
    for (i = 0; i < HEARD && !(r.store->heard[i].name != 0 && same (r.store->heard[i].address, e.address, 16)); i++);
    if (i == HEARD) { i = r.store->hearing; r.store->hearing = (r.store->hearing + 1) % HEARD; }
    if (r.store->heard[i].name == 0 || !alike (r.store->heard[i].name, name)) {
      mine = strdup (name);
      if (mine != 0) {
        if (r.store->heard[i].name != 0) free (r.store->heard[i].name);
        r.store->heard[i].name = mine;
        put (r.store->heard[i].address, e.address, 16);
      }
    }
    pthread_mutex_unlock (r.store->lock);
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

/*
 * The compiled part of the agent's route (route.ts): what the app's own socket calls do instead.
 *
 * A TCP connection to the outside goes to the proxy's port on the device's loopback, and begins with a header of the PROXY
 * protocol, version 2, that says where it was meant to go (haproxy.org, proxy-protocol.txt): written at once, never
 * answered, so that nothing of it can be seen by the app, whose socket may be non-blocking. A datagram goes to a relay, a
 * socket of the agent's own for each destination. Who asks for the ends of such a socket hears of those it was made for.
 * No JavaScript runs here: forked processes are routed too.
 */
#include "facts.h"
#include "route/route.h"
#include "route/addresses.c"
#include "route/sockets.c"
#include "route/header.c"
#include "route/streams.c"
#include "route/datagrams.c"
#include "route/calls.c"
#include "route/names.c"

const struct fact facts[] = {
  WHOLE (route), FIELD (route, on), FIELD (route, sinkhole), FIELD (route, quic), FIELD (route, pid), FIELD (route, port),
  FIELD (route, locals), FIELD (route, local), FIELD (route, token), FIELD (route, tcp), FIELD (route, relays),
  FIELD (route, store), FIELD (route, used), FIELD (route, lost), FIELD (route, bionic), FIELD (route, lost_to),
  FIELD (route, ends), FIELD (route, own), WHOLE (own), FIELD (own, connect), FIELD (own, sendto), FIELD (own, sendmsg),
  FIELD (own, sendmmsg), FIELD (own, recvfrom), FIELD (own, recvmsg), FIELD (own, recvmmsg), FIELD (own, getpeername),
  FIELD (own, getsockname), FIELD (own, getaddrinfo), FIELD (own, fornet), FIELD (own, context), FIELD (own, host),
  FIELD (own, host2), FIELD (own, host_r), FIELD (own, shutdown), FIELD (own, send), FIELD (own, query),
  WHOLE (local), FIELD (local, address), FIELD (local, bits), WHOLE (end), FIELD (end, address), FIELD (end, port),
  FIELD (end, scope), WHOLE (relay), FIELD (relay, to), FIELD (relay, fd), FIELD (relay, refused), WHOLE (store),
  NUMBER (MOST_LOCAL), NUMBER (RELAYS), NUMBER (PORTS), LAST
};

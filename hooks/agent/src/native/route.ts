// The agent's route: the app's own connections go to the proxy, wherever they were meant to go, without packet rules, a
// VPN or a proxy setting. What runs in the app's calls is C (route.c); here it is put in place.

import { compile, errnoAt, refuseMisfits } from "./compiled.js";
import { pump } from "./datagrams.js";
import { replaceBehindGate } from "./entry.js";
import { quad } from "./stubs.js";
import source from "./route.c";
import { failed } from "../wire/wire.js";

export interface RouteConfig {
  /** The proxy's port on the device's loopback. */
  port: number;
  /** 16 bytes in hexadecimal that tell the proxy that a connection is the agent's. */
  token: string;
  /** 16 bytes in hexadecimal that stand for the end of what the app says on a connection. */
  end: string;
  /** Nothing may leave: names get invented addresses, datagrams end here. */
  sinkhole: boolean;
  /** Whether HTTP/3 is refused. */
  refuse_quic: boolean;
  /** What counts as the device itself: pairs of an IPv6 address (IPv4 as ::ffff:) in hexadecimal and its bits. */
  local: [string, number][];
}

/** The functions that are replaced: where the C has the original of each, and what it puts in its place. One of those only
 * makes calls fail, in a sinkhole. */
const CALLS = {
  connect: ["connect", "route_connect"],
  sendto: ["sendto", "route_sendto"],
  sendmsg: ["sendmsg", "route_sendmsg"],
  sendmmsg: ["sendmmsg", "route_sendmmsg"],
  recvfrom: ["recvfrom", "route_recvfrom"],
  recvmsg: ["recvmsg", "route_recvmsg"],
  recvmmsg: ["recvmmsg", "route_recvmmsg"],
  getpeername: ["getpeername", "route_getpeername"],
  getsockname: ["getsockname", "route_getsockname"],
  getaddrinfo: ["getaddrinfo", "route_getaddrinfo"],
  android_getaddrinfofornet: ["fornet", "route_fornet"],
  android_getaddrinfofornetcontext: ["context", "route_context"],
  gethostbyname: ["host", "route_host"],
  gethostbyname2: ["host2", "route_host2"],
  gethostbyname_r: ["hostR", "route_host_r"],
  shutdown: ["shutdown", "route_shutdown"],
  resNetworkSend: ["send", "route_refuse"],
  resNetworkQuery: ["query", "route_refuse"],
} as const;
/** Calls whose fifth argument is the address; without one they are none of the route's. */
const ADDRESSED = ["sendto", "recvfrom"];
const NEEDED = ["connect", "sendto", "getpeername", "getsockname", "getaddrinfo"];
const IMPORTS = [
  "getpid",
  "socket",
  "bind",
  "close",
  "poll",
  "getsockopt",
  "setsockopt",
  "process_vm_readv",
  "strdup",
  "free",
  "gethostname",
  "pthread_mutex_lock",
  "pthread_mutex_unlock",
];
const EXCLUSIVE = { exceptions: "propagate", scheduling: "exclusive" } as const;

const kept: unknown[] = [];
let parts: Route | null = null;
let route = NULL;
let lookNow = (): void => {};

/** A jump to `to`; where the call has no address, to the original. */
function jump(to: NativePointer, original: NativePointer, addressed: boolean): number[] {
  if (Process.arch === "x64") {
    const past = addressed ? [0x4d, 0x85, 0xc0, 0x75, 0x0d, 0x49, 0xbb, ...quad(original), 0x41, 0xff, 0x23] : [];
    return [...past, 0x49, 0xbb, ...quad(to), 0x41, 0xff, 0xe3]; // test r8, r8; jne; mov r11, original; jmp [r11]; mov r11, to; jmp r11
  }
  if (Process.arch === "arm64") {
    // cbnz x4, 4; ldr x16, original; ldr x16, [x16]; br x16; ldr x16, to; br x16
    const words = [addressed ? 0xb5000084 : 0x14000004, 0x580000b0, 0xf9400210, 0xd61f0200, 0x58000090, 0xd61f0200];
    return [
      ...words.flatMap((w) => [w & 255, (w >>> 8) & 255, (w >>> 16) & 255, w >>> 24]),
      ...quad(original),
      ...quad(to),
    ];
  }
  throw new Error(`the agent's route is not made for ${Process.arch}`);
}

function hex(text: string): number[] {
  return (text.match(/../g) ?? []).map((pair) => parseInt(pair, 16));
}

function target(name: string): NativePointer | null {
  if (name.startsWith("resNetwork")) {
    return Process.findModuleByName("libnetd_client.so")?.findExportByName(name) ?? null;
  }
  return Module.findGlobalExportByName(name);
}

function compiled() {
  const P = "pointer";
  const { module, state: route, facts } = compile(source, "r", IMPORTS, { errno_at: errnoAt() });
  const made = {
    module,
    route,
    ROUTE: facts.state("route", {
      on: "s32",
      sinkhole: "s32",
      quic: "s32",
      pid: "s32",
      port: "s32",
      locals: "s32",
      local: "part",
      token: "part",
      tcp: P,
      relays: P,
      store: P,
      used: "s32",
      lost: "s32",
      bionic: "s32",
      lostTo: "part",
      ends: "part",
      own: "part",
    }),
    OWN: facts.struct("own", {
      connect: P,
      sendto: P,
      sendmsg: P,
      sendmmsg: P,
      recvfrom: P,
      recvmsg: P,
      recvmmsg: P,
      getpeername: P,
      getsockname: P,
      getaddrinfo: P,
      fornet: P,
      context: P,
      host: P,
      host2: P,
      hostR: P,
      shutdown: P,
      send: P,
      query: P,
    }),
    LOCAL: facts.struct("local", { address: "part", bits: "s32" }),
    END: facts.struct("end", { address: "part", port: "u16", scope: "u32" }),
    RELAY: facts.struct("relay", { to: "part", fd: "s32", refused: "s32" }),
    storeSize: facts.struct("store", {}).size,
    mostLocal: facts.number("MOST_LOCAL"),
    mostRelays: facts.number("RELAYS"),
    ports: facts.number("PORTS"),
  };
  refuseMisfits();
  return made;
}

/** The compiled module, its state, and where that keeps what. */
export type Route = ReturnType<typeof compiled>;

/** Where the original of a call is kept. */
function originalOf(name: keyof typeof CALLS): NativePointer {
  return route.add(parts!.ROUTE.own + parts!.OWN[CALLS[name][0]]);
}

/** From now on the app's connections go to the proxy. Throws when they cannot. */
export function startRoute(config: RouteConfig): void {
  parts = compiled();
  const { module, ROUTE, LOCAL, END, RELAY, mostLocal, mostRelays, ports } = parts;
  route = parts.route;
  const tcp = Memory.alloc(END.size * ports);
  const relays = Memory.alloc(RELAY.size * mostRelays);
  const store = Memory.alloc(parts.storeSize);
  const bionic = Module.findGlobalExportByName("android_getaddrinfofornet") !== null;
  route.add(ROUTE.sinkhole).writeS32(config.sinkhole ? 1 : 0);
  route.add(ROUTE.quic).writeS32(config.refuse_quic ? 1 : 0);
  route.add(ROUTE.pid).writeS32(Process.id);
  route.add(ROUTE.port).writeS32(((config.port & 255) << 8) | (config.port >> 8));
  const local = config.local.slice(0, mostLocal);
  route.add(ROUTE.locals).writeS32(local.length);
  local.forEach(([address, bits], i) => {
    const one = route.add(ROUTE.local + LOCAL.size * i);
    one.add(LOCAL.address).writeByteArray(hex(address));
    one.add(LOCAL.bits).writeS32(bits);
  });
  route.add(ROUTE.token).writeByteArray(hex(config.token));
  route.add(ROUTE.ends).writeByteArray(hex(config.end));
  route.add(ROUTE.tcp).writePointer(tcp);
  route.add(ROUTE.relays).writePointer(relays);
  route.add(ROUTE.store).writePointer(store);
  route.add(ROUTE.bionic).writeS32(bionic ? 1 : 0);
  kept.push(route, tcp, relays, store, module);
  new NativeFunction(module.begin as NativePointer, "void", [], EXCLUSIVE)();
  const addresses = new Set<string>();
  (Object.keys(CALLS) as (keyof typeof CALLS)[]).forEach((name) => {
    const at = target(name);
    if (at === null || (name.startsWith("resNetwork") && !config.sinkhole)) {
      if (NEEDED.includes(name)) {
        throw new Error(`there is no ${name} to route`);
      }
      return;
    }
    const original = originalOf(name);
    if (addresses.has(at.toString())) {
      return; // two names of one function
    }
    addresses.add(at.toString());
    try {
      replaceBehindGate(
        at,
        jump(module[CALLS[name][1]] as NativePointer, original, ADDRESSED.includes(name)),
        original,
      );
    } catch (error) {
      if (NEEDED.includes(name)) {
        throw error;
      }
      failed(new Error(`${name} is not routed: ${String((error as Error).message ?? error)}`));
    }
  });
  route.add(ROUTE.on).writeS32(1);
  lookNow = pump(parts, (name) => originalOf(name).readPointer(), config.sinkhole);
}

/** Before the agent leaves: new connections are the app's own again. */
export function stopRoute(): void {
  if (!route.isNull()) {
    route.add(parts!.ROUTE.on).writeS32(0);
  }
}

/** Tells of what the relays hold now. */
export function takeDatagrams(): void {
  lookNow();
}

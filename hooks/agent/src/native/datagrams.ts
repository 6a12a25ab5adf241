// Datagrams on the agent's route: the proxy's port cannot take them, so they are read from their relays, told to the host,
// and sent on where the network is open.

import { addressOf } from "./addresses.js";
import { now } from "./core.js";
import type { Route } from "./route.js";
import { drainedWith, failed } from "../wire/wire.js";

const PUMP_MS = 15;
/** Datagrams of one relay that are taken in one go, and open outward sockets. */
const MOST_AT_ONCE = 64;
const MOST_OUTWARD = 512;
const LARGEST = 65536;
const DONT_WAIT = 0x40;
const EXCLUSIVE = { exceptions: "propagate", scheduling: "exclusive" } as const;

interface Ends {
  address: string;
  port: number;
  /** What the app had looked up, if it did. */
  name?: string;
}

function ends(at: NativePointer, size: number): Ends {
  const value = addressOf(at, size);
  return { address: value.f?.address?.x ?? "", port: Number(value.f?.port?.x ?? 0) };
}

/** The form of an end that system calls take. */
function sockaddr({ END }: Route, end: NativePointer): { at: NativePointer; size: number; family: number } {
  const at = Memory.alloc(28);
  const address = end.add(END.address);
  const bytes = new Uint8Array(address.readByteArray(16)!);
  const v4 = bytes.subarray(0, 10).every((x) => x === 0) && bytes[10] === 255 && bytes[11] === 255;
  at.writeU16(v4 ? 2 : 10);
  Memory.copy(at.add(2), end.add(END.port), 2);
  if (v4) {
    Memory.copy(at.add(4), address.add(12), 4);
  } else {
    Memory.copy(at.add(8), address, 16);
    Memory.copy(at.add(24), end.add(END.scope), 4);
  }
  return { at, size: v4 ? 16 : 28, family: v4 ? 2 : 10 };
}

interface Outward {
  fd: number;
  relay: number;
  /** The app's socket, as the relay sees it. */
  app: NativePointer;
  port: number;
  used: number;
}

/**
 * Moves datagrams between the app's sockets and the world, and tells the host of each, and of what could not be routed.
 * Gives what does so now.
 */
export function pump(
  parts: Route,
  call: (name: "recvfrom" | "sendto" | "connect") => NativePointer,
  sinkhole: boolean,
): () => void {
  const { module, route, ROUTE, RELAY } = parts;
  const called = new NativeFunction(module.called as NativePointer, "int", ["pointer", "pointer"], EXCLUSIVE);
  const recvfrom = new NativeFunction(
    call("recvfrom"),
    "ssize_t",
    ["int", "pointer", "size_t", "int", "pointer", "pointer"],
    EXCLUSIVE,
  );
  const sendto = new NativeFunction(
    call("sendto"),
    "ssize_t",
    ["int", "pointer", "size_t", "int", "pointer", "uint"],
    EXCLUSIVE,
  );
  const connect = new NativeFunction(call("connect"), "int", ["int", "pointer", "uint"], EXCLUSIVE);
  const socket = new NativeFunction(Module.getGlobalExportByName("socket"), "int", ["int", "int", "int"], EXCLUSIVE);
  const close = new NativeFunction(Module.getGlobalExportByName("close"), "int", ["int"], EXCLUSIVE);
  const buffer = Memory.alloc(LARGEST + 256);
  const from = Memory.alloc(32);
  const size = Memory.alloc(4);
  const outward = new Map<string, Outward>();
  const relays = route.add(ROUTE.relays).readPointer();
  const NONBLOCKING_DATAGRAMS = 0x2 | 0x800 | 0x80000;
  let known = 0;
  let lost = 0;

  const goal = (relay: number): Ends => {
    const to = relays.add(RELAY.size * relay + RELAY.to);
    const { at, size: length } = sockaddr(parts, to);
    return called(to, buffer.add(LARGEST)) > 0
      ? { ...ends(at, length), name: buffer.add(LARGEST).readUtf8String() ?? "" }
      : ends(at, length);
  };
  const tell = (relay: number, port: number, n: number, sent: boolean): void => {
    send({ t: "datagram", ...goal(relay), local: port, sent, mono: now() }, buffer.readByteArray(n));
  };
  const onward = (relay: number, port: number, n: number): void => {
    const key = `${relay} ${port}`;
    let out = outward.get(key);
    if (out === undefined) {
      const to = sockaddr(parts, relays.add(RELAY.size * relay + RELAY.to));
      const fd = socket(to.family, NONBLOCKING_DATAGRAMS, 0);
      if (fd < 0 || connect(fd, to.at, to.size) !== 0) {
        if (fd >= 0) {
          close(fd);
        }
        send({ t: "unrouted", ...goal(relay), local: port, reason: "a datagram could not be sent on" });
        return;
      }
      if (outward.size >= MOST_OUTWARD) {
        const [oldest, idle] = [...outward.entries()].sort((a, b) => a[1].used - b[1].used)[0];
        close(idle.fd);
        outward.delete(oldest);
      }
      const app = Memory.alloc(16);
      Memory.copy(app, from, 16);
      out = { fd, relay, app, port, used: 0 };
      outward.set(key, out);
    }
    out.used = Date.now();
    sendto(out.fd, buffer, n, DONT_WAIT, NULL, 0);
  };
  const take = (fd: number, each: (n: number, port: number) => void): void => {
    for (let i = 0; i < MOST_AT_ONCE; i++) {
      size.writeU32(28);
      const n = Number(recvfrom(fd, buffer, LARGEST, DONT_WAIT, from, size));
      if (n < 0) {
        return;
      }
      each(n, (from.add(2).readU8() << 8) | from.add(3).readU8());
    }
  };

  const look = (): void => {
    try {
      const used = route.add(ROUTE.used).readS32();
      for (; known < used; known++) {
        if (relays.add(RELAY.size * known + RELAY.refused).readS32() !== 0) {
          send({ t: "refused", ...goal(known), mono: now() });
        }
      }
      for (let relay = 0; relay < used; relay++) {
        const at = relays.add(RELAY.size * relay);
        if (at.add(RELAY.refused).readS32() === 0) {
          take(at.add(RELAY.fd).readS32(), (n, port) => {
            tell(relay, port, n, true);
            if (!sinkhole) {
              onward(relay, port, n);
            }
          });
        }
      }
      for (const out of outward.values()) {
        take(out.fd, (n) => {
          tell(out.relay, out.port, n, false);
          out.used = Date.now();
          sendto(relays.add(RELAY.size * out.relay + RELAY.fd).readS32(), buffer, n, DONT_WAIT, out.app, 16);
        });
      }
      const gone = route.add(ROUTE.lost).readS32();
      if (gone !== lost) {
        const { at, size: length } = sockaddr(parts, route.add(ROUTE.lostTo));
        send({
          t: "unrouted",
          ...ends(at, length),
          local: 0,
          count: gone - lost,
          reason: "a connection did not reach the proxy",
        });
        lost = gone;
      }
    } catch (error) {
      failed(error);
    }
  };
  setInterval(look, PUMP_MS);
  drainedWith(look);
  return look;
}

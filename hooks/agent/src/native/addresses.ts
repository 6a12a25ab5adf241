// Socket addresses, and which connection a file descriptor is.

import type { WireValue } from "../wire/wire.js";

const INET = 2;
const INET6 = 10;
const UNIX = 1;
const PACKET = 17;
const NETLINK = 16;
const LONGEST = 128;
const MOST_LINKS = 256;

const EXCLUSIVE = { exceptions: "propagate", scheduling: "exclusive" } as const;
const asker = (name: string): ((fd: number, to: NativePointer, size: NativePointer) => number) =>
  new NativeFunction(Module.getGlobalExportByName(name), "int", ["int", "pointer", "pointer"], EXCLUSIVE);
const getsockname = asker("getsockname");
const getpeername = asker("getpeername");
const buffer = Memory.alloc(LONGEST + 8);

function v6(at: NativePointer): string {
  const b = new Uint8Array(at.readByteArray(16)!);
  if (b.subarray(0, 10).every((x) => x === 0) && b[10] === 255 && b[11] === 255) {
    return b.subarray(12).join("."); // an IPv4 address that an IPv6 socket goes to
  }
  const groups = Array.from({ length: 8 }, (_, i) => ((b[2 * i] << 8) | b[2 * i + 1]).toString(16)).join(":");
  const zeros = [...groups.matchAll(/(^|:)0(:0)+(?=:|$)/g)].sort((p, q) => q[0].length - p[0].length)[0];
  return zeros === undefined
    ? groups
    : `${groups.slice(0, zeros.index)}::${groups.slice(zeros.index + zeros[0].length + 1)}`;
}

function port(at: NativePointer): number {
  return (at.add(2).readU8() << 8) | at.add(3).readU8();
}

function internet(address: string, number: number): WireValue {
  return {
    t: "sockaddr",
    x: address.includes(":") ? `[${address}]:${number}` : `${address}:${number}`,
    f: { address: { t: "address", x: address }, port: { t: "int", x: String(number) } },
  };
}

export function hardware(at: NativePointer, n: number): WireValue {
  return {
    t: "hwaddr",
    x: [...new Uint8Array(at.readByteArray(n)!)].map((b) => b.toString(16).padStart(2, "0")).join(":"),
  };
}

export function addressOf(at: NativePointer, size: number): WireValue {
  if (at.isNull() || size < 2) {
    return { t: "null" };
  }
  const family = at.readU16();
  if (family === INET && size >= 16) {
    return internet(new Uint8Array(at.add(4).readByteArray(4)!).join("."), port(at));
  }
  if (family === INET6 && size >= 28) {
    return internet(v6(at.add(8)), port(at));
  }
  if (family === UNIX) {
    const abstract = size > 3 && at.add(2).readU8() === 0;
    const text = size <= 3 ? "" : (at.add(abstract ? 3 : 2).readCString(size - 3) ?? "");
    return { t: "sockaddr", x: abstract ? `@${text}` : text };
  }
  return { t: "sockaddr", f: { family: { t: "int", x: String(family) } } };
}

function end(ask: typeof getsockname, fd: number): WireValue | null {
  const size = buffer.add(LONGEST);
  size.writeU32(LONGEST);
  if (ask(fd, buffer, size) !== 0) {
    return null;
  }
  const family = buffer.readU16();
  return family === INET || family === INET6 ? addressOf(buffer, size.readU32()) : null;
}

/** The two ends of an internet connection, as fields of a value: `local` and `remote`. */
export function peer(fd: number): { f?: Record<string, WireValue> } {
  if (fd < 0) {
    return {};
  }
  const local = end(getsockname, fd);
  const remote = end(getpeername, fd);
  const f: Record<string, WireValue> = {};
  if (local !== null) {
    f.local = local;
  }
  if (remote !== null) {
    f.remote = remote;
  }
  return local === null && remote === null ? {} : { f };
}

/** The network interfaces that `getifaddrs` found; `at` is where it put its list. */
export function linksOf(at: NativePointer): WireValue {
  const word = Process.pointerSize;
  const i: WireValue[] = [];
  for (let link = at.readPointer(); !link.isNull() && i.length < MOST_LINKS; link = link.readPointer()) {
    const name = link.add(word).readPointer().readCString() ?? "";
    const address = link.add(3 * word).readPointer();
    const f: Record<string, WireValue> = { name: { t: "char*", x: name } };
    if (!address.isNull()) {
      const family = address.readU16();
      if (family === PACKET) {
        f.address = hardware(address.add(12), Math.min(8, address.add(11).readU8()));
      } else if (family === INET) {
        f.address = { t: "address", x: new Uint8Array(address.add(4).readByteArray(4)!).join(".") };
      } else if (family === INET6) {
        f.address = { t: "address", x: v6(address.add(8)) };
      } else if (family !== NETLINK) {
        f.family = { t: "int", x: String(family) };
      }
    }
    i.push({ t: "ifaddrs", f });
  }
  return { t: "ifaddrs", i };
}

// Which connection an `SSL *` of OpenSSL or BoringSSL belongs to.

import { peer } from "../../native/addresses.js";
import type { WireValue } from "../../wire/wire.js";

const EXCLUSIVE = { exceptions: "propagate", scheduling: "exclusive" } as const;
const HOST_NAME = 0;

interface Asked {
  fd: ((ssl: NativePointer) => number) | null;
  name: ((ssl: NativePointer, type: number) => NativePointer) | null;
}

const byLibrary = new Map<string, Asked>();
let current = "";

/** The library whose function is being read: its own `SSL` is understood by no other. */
export function ofLibrary(name: string): void {
  current = name;
}

function asked(): Asked {
  let found = byLibrary.get(current);
  if (found === undefined) {
    const module = Process.findModuleByName(current);
    const fd = module?.findExportByName("SSL_get_fd") ?? null;
    const name = module?.findExportByName("SSL_get_servername") ?? null;
    found = {
      fd: fd === null ? null : new NativeFunction(fd, "int", ["pointer"], EXCLUSIVE),
      name: name === null ? null : new NativeFunction(name, "pointer", ["pointer", "int"], EXCLUSIVE),
    };
    byLibrary.set(current, found);
  }
  return found;
}

/** Its socket's two ends, when it has one, and the host it asked for. */
export function sslOf(ssl: NativePointer): WireValue {
  if (ssl.isNull()) {
    return { t: "null" };
  }
  const { fd, name } = asked();
  const f: Record<string, WireValue> = {};
  const number = fd === null ? -1 : fd(ssl);
  if (number >= 0) {
    f.fd = { t: "fd", x: String(number) };
    Object.assign(f, peer(number).f);
  }
  const host = name === null ? NULL : name(ssl, HOST_NAME);
  if (!host.isNull()) {
    f.host = { t: "char*", x: host.readCString() ?? "" };
  }
  return { t: "ssl", x: ssl.toString(), f };
}

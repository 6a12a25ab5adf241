// Files: every function that opens one by its path.

import { bytesAt, readResult, type Signature } from "../../native/cvalues.js";
import type { NativeCall, NativeKind } from "../../native/functions.js";
import type { WireValue } from "../../wire/wire.js";

/** How much of a file is recorded, and of which files: those the kernel makes up. */
const HEAD = 4096;
const MADE_UP = /^\/(proc|sys)\//;

function opener(symbol: string, ret: string, args: string): Signature {
  return {
    symbol,
    ret,
    args: args.split(" ").map((text) => {
      const [name, type] = text.split(":");
      return { name, type, out: false, size: "" };
    }),
  };
}

export const LIBRARY = "libc.so";
export const OPENERS: Signature[] = [
  ...["open", "open64", "__open_2", "__open64_2"].map((s) => opener(s, "fd", "path:string flags:int")),
  opener("creat", "fd", "path:string mode:uint"),
  ...["openat", "openat64", "__openat_2", "__openat64_2"].map((s) =>
    opener(s, "fd", "directory:int path:string flags:int"),
  ),
  ...["fopen", "fopen64"].map((s) => opener(s, "file", "path:string mode:string")),
  opener("opendir", "pointer", "path:string"),
];

const EXCLUSIVE = { exceptions: "propagate", scheduling: "exclusive" } as const;
const pread = new NativeFunction(
  Module.getGlobalExportByName("pread"),
  "ssize_t",
  ["int", "pointer", "size_t", "long"],
  EXCLUSIVE,
);
const fileno = new NativeFunction(Module.getGlobalExportByName("fileno"), "int", ["pointer"], EXCLUSIVE);
const readlink = new NativeFunction(
  Module.getGlobalExportByName("readlink"),
  "ssize_t",
  ["pointer", "pointer", "size_t"],
  EXCLUSIVE,
);
const buffer = Memory.alloc(HEAD);

/** Where an open file really is; the path that was asked for may be a link. */
function place(fd: number): string {
  const n = Number(readlink(Memory.allocUtf8String(`/proc/self/fd/${fd}`), buffer, HEAD - 1));
  return n > 0 ? (buffer.readUtf8String(n) ?? "") : "";
}

/** The file's beginning, read at a place of our own: the app's stays where it is. */
function head(fd: number): WireValue | null {
  if (!MADE_UP.test(place(fd))) {
    return null;
  }
  const n = Number(pread(fd, buffer, HEAD, 0));
  return n > 0 ? bytesAt(buffer, n, HEAD) : null;
}

export const file: NativeKind = {
  after(call: NativeCall, ret: NativePointer): WireValue | null {
    const { sig } = call.fn;
    const value = readResult(sig.ret, ret);
    if (value === null || sig.ret === "pointer") {
      return value;
    }
    const content = head(sig.ret === "fd" ? ret.toInt32() : Number(fileno(ret)));
    return content === null ? value : { ...value, b: content.b };
  },
};

// What processes made by fork() noted before they became other programs. They share one piece of memory with the agent.

import { pointOf } from "../kinds/commands.js";
import { watchedBy, type NativePoint } from "./functions.js";
import { NOTED, notes } from "./gate.js";
import { bareStack, libraryOf } from "./origin.js";
import { failed, record, skip } from "../wire/wire.js";

/** So often an unfinished note is looked at again; its writer has died by then. */
const PATIENCE = 20;
let read = 0;
let looked = 0;
let latest = "";

function texts(at: NativePointer): string[] {
  const size = NOTED.size - NOTED.texts;
  const bytes = new Uint8Array(at.add(NOTED.texts).readByteArray(size)!);
  const all: string[] = [];
  for (let from = 0; from < size && (bytes[from] !== 0 || from === 0);) {
    const end = bytes.indexOf(0, from);
    all.push(end === from ? "" : (at.add(NOTED.texts + from).readUtf8String((end < 0 ? size : end) - from) ?? ""));
    from = end < 0 ? size : end + 1;
  }
  return all;
}

function take(at: NativePointer): void {
  const fn = watchedBy(at.add(NOTED.place).readS32());
  if (fn === undefined) {
    throw new Error("a forked process left a note of nothing");
  }
  const [path, ...argv] = texts(at);
  const point: NativePoint | null = pointOf(fn.points, argv.length > 0 ? [path || argv[0], ...argv.slice(1)] : [path]);
  if (point === null) {
    return;
  }
  const pid = at.add(NOTED.pid).readS32();
  const same = `${pid} ${argv.join("\0")}`;
  if (same === latest) {
    return; // the same command, looked for in the next directory
  }
  latest = same;
  const caller = at.add(NOTED.caller).readPointer();
  if (at.add(NOTED.started).readS32() !== 0) {
    skip(point.index); // the child of a command of Java's, which is an observation itself
    return;
  }
  if (point.skip_callers.some((prefix) => `${libraryOf(caller)}!`.startsWith(prefix))) {
    skip(point.index);
    return;
  }
  record({
    mono: at.add(NOTED.mono).readDouble(),
    stack: bareStack(caller),
    point: point.index,
    kind: "forked",
    tid: pid,
    thread: "",
    object: 0,
    args: [
      { t: "char*", x: path },
      { t: "char**", i: argv.map((x) => ({ t: "char*", x })) },
    ],
    result: null,
    exception: null,
    within: -1,
  });
}

/** Records what was noted since the last time. */
export function takeNotes(): void {
  const taken = notes.taken();
  if (taken - read > notes.room) {
    failed(
      new Error(`${taken - read - notes.room} commands of forked processes were overwritten before they were read`),
    );
    read = taken - notes.room;
  }
  for (; read < taken; read++) {
    try {
      if (notes.at(read).add(NOTED.done).readS32() === 0) {
        if (++looked < PATIENCE) {
          return;
        }
        throw new Error("a forked process left an unfinished note");
      }
      looked = 0;
      take(notes.at(read));
    } catch (error) {
      failed(error);
    }
  }
}

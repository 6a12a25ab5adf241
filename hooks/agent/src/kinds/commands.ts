// Commands that an app runs, in Java and natively: which points a command line is.

import type { Call, Kind, Point } from "../engine.js";
import type { NativeKind, NativePoint } from "../native/functions.js";
import { needClass } from "../java/classes.js";
import { textAt, textsAt, type Signature } from "../native/cvalues.js";
import * as jni from "../java/jni.js";
import { recordArgs, result } from "./plain.js";
import * as values from "../java/values/values.js";
import type { WireValue } from "../wire/wire.js";

const SHELL = /^(sh|bash|mksh|toybox sh|su) (?:.* )?-c (.*)$/s;

/** A command as one would type it: `/system/bin/sh -c "getprop x"` is `getprop x`. */
export function plainly(words: string[]): string {
  const text = words
    .join(" ")
    .trim()
    .replace(/\s+/g, " ")
    .replace(/^(\/[^ /]+)+\/([^ /]+)/, "$2");
  const inner = SHELL.exec(text);
  return inner === null ? text : plainly([inner[2].replace(/^(["'])(.*)\1$/s, "$2")]);
}

/** The point whose text a command begins with, word for word; else the one that takes any command. */
export function pointOf<P extends Point>(points: P[], words: string[]): P | null {
  const command = plainly(words);
  const begins = (text: string): boolean => command === text || command.startsWith(`${text} `);
  const takesAny = (p: P): boolean => p.match.every((m) => m.startsWith("!") && !begins(m.slice(1)));
  return points.find((p) => p.match.some(begins)) ?? points.find(takesAny) ?? null;
}

function wordsOf(value: WireValue): string[] {
  return value.i !== undefined ? value.i.map((item) => item.x ?? "") : value.x !== undefined ? [value.x] : [];
}

let commandField: jni.Member | null = null;

/** The field is not public: see collections.prepare. */
export function prepare(env: jni.Ref): void {
  commandField = jni.member(env, needClass(env, "java.lang.ProcessBuilder"), "java.util.List", "command", true);
}

/** A ProcessBuilder's own list of words. */
function builderWords(env: jni.Ref, self: jni.Ref): WireValue {
  const list = commandField === null ? null : jni.read(env, self, commandField);
  return list === null ? { t: "null" } : values.object(env, list);
}

/** Runtime.exec and ProcessBuilder.start; the latter's command is recorded as its only argument. */
export const exec: Kind = {
  choose(points, env, args, self) {
    const given = args.length > 0 ? values.object(env, args[0]) : builderWords(env, self);
    return pointOf(points, wordsOf(given));
  },
  before(call: Call) {
    recordArgs(call);
    if (call.original.args.length === 0) {
      call.recorded = [builderWords(call.env, call.self)];
    }
  },
  after: result,
};

function nativeWords(raw: NativePointer[], sig: Signature): string[] {
  const argv = sig.args.findIndex((a) => a.type === "strings");
  const path = sig.args.findIndex((a) => a.name === "path" || a.name === "command");
  const first = path < 0 ? "" : (textAt(raw[path]).x ?? "");
  const words = argv < 0 ? [] : wordsOf(textsAt(raw[argv]));
  return words.length > 0 ? [first || words[0], ...words.slice(1)] : [first];
}

/** execve and its like. What they start may never come back here: they are recorded as they begin. */
export const nativeExec: NativeKind = {
  choose: (points: NativePoint[], raw, sig) => pointOf(points, nativeWords(raw, sig)),
  onlyEnter: (sig) => sig.symbol.startsWith("exec"),
};

// Hooked methods as the native part sees them: one `struct site` and one small C function each.

import { MOST_OPAQUE, ofCore, SITE } from "../../native/core.js";
import head from "../../native/wrapper.c";
import type { Kind, Point } from "../../engine.js";
import * as jni from "../jni.js";
import type { Replaced } from "./replace.js";
import { hide } from "../stacks/traces.js";

/** What to do at a method: all the points that share it. */
export interface Hook {
  kind: Kind;
  points: Point[];
  site: string;
}

export interface Placed extends Hook, Replaced {
  id: number;
  at: NativePointer;
  name: string;
  letters: string[];
  retLetter: string;
  method: BridgeMethod;
  env: BridgeEnv;
  resolved: boolean;
  /** Calls that could not be told apart by their values, and those that could. */
  tries: number;
  learnt: number;
}

const all: Placed[] = [];
const handles = new Set<string>();
const groups = new Map<string, number>();
const kept: unknown[] = [];
let unresolved: Placed[] = [];

export function placed(id: number): Placed {
  return all[id];
}

/** Whether a method is hooked already. */
export function isPlaced(method: BridgeMethod): boolean {
  return handles.has(method.handle.toString());
}

function letter(type: string): string {
  return jni.descriptor(type)[0].replace("[", "L");
}

/** The letters by which the native part reads a value: T is what is declared as a String. */
function told(type: string): string {
  return type === "java.lang.String" ? "T" : letter(type);
}

export function place(method: BridgeMethod, env: BridgeEnv, hook: Hook): Placed {
  const at = Memory.alloc(SITE.size);
  const isStatic = method.type === jni.STATIC;
  const args = method.argumentTypes.map((t) => t.className);
  const ret = method.type === jni.CONSTRUCTOR ? "void" : method.returnType.className;
  const group = hook.points[0].group;
  if (!groups.has(group)) {
    groups.set(group, groups.size + 1);
  }
  const types = Memory.alloc(Math.max(8, args.length));
  args.forEach((t, i) => types.add(i).writeU8(told(t).charCodeAt(0))); // writeByteArray takes a quarter of a millisecond
  kept.push(types);
  const made: Placed = {
    ...hook,
    id: all.length,
    at,
    name: method.methodName,
    isStatic,
    args,
    ret,
    letters: args.map(letter),
    retLetter: letter(ret),
    method,
    env,
    resolved: false,
    tries: 0,
    learnt: 0,
  };
  at.add(SITE.holder).writePointer(jni.newGlobal(env.handle, method.holder.$copyClassHandle(env)));
  at.add(SITE.types).writePointer(types);
  at.add(SITE.id).writeS32(made.id);
  at.add(SITE.group).writeS32(groups.get(group)!);
  at.add(SITE.isStatic).writeU8(isStatic ? 1 : 0);
  at.add(SITE.ret).writeU8(told(ret).charCodeAt(0));
  at.add(SITE.n).writeU8(args.length);
  at.add(SITE.starts).writeU8(hook.points.some((p) => p.kind === "exec") ? 1 : 0);
  const lane =
    hook.kind.lane === true && method.type !== jni.CONSTRUCTOR && hook.points.every((p) => p.skip_callers.length === 0);
  at.add(SITE.lane).writeU8(lane ? 1 : 0);
  all.push(made);
  handles.add(method.handle.toString());
  unresolved.push(made);
  return made;
}

const C_TYPE: Record<string, [string, string]> = {
  L: ["void *", "l"],
  Z: ["uint8_t ", "z"],
  B: ["int8_t ", "b"],
  C: ["uint16_t ", "c"],
  S: ["int16_t ", "s"],
  I: ["int32_t ", "i"],
  J: ["int64_t ", "j"],
  F: ["float ", "f"],
  D: ["double ", "d"],
  V: ["void ", ""],
};

/** What stands in a method's place: packs the arguments and enters. `letters` are of the arguments and the result. */
function wrapper(name: string, site: NativePointer, letters: string[], ret: string): string {
  const parameters = letters.map((l, i) => `, ${C_TYPE[l][0]}a${i}`).join("");
  const packed = letters.map((l, i) => `v[${i}].${C_TYPE[l][1]} = a${i};`).join(" ");
  const [type, field] = C_TYPE[ret];
  const back = ret === "V" ? "" : ` return r.${field};`;
  return (
    `${type}${name} (void *env, void *self${parameters}) { value v[${letters.length + 1}], r; ${packed} ` +
    `enter ((void *) (uintptr_t) ${site}ULL, env, self, v, &r);${back} }\n`
  );
}

/** The functions to put in the methods' places. */
export function wrapped(sites: Placed[]): NativePointer[] {
  if (sites.length === 0) {
    return [];
  }
  const source = sites.map((s) => wrapper(`hook_${s.id}`, s.at, s.letters, s.retLetter)).join("");
  const made = new CModule(head + source, ofCore("enter"));
  kept.push(made);
  return sites.map((s) => made[`hook_${s.id}`] as NativePointer);
}

/** Finds the method's own body, which the runtime knows by another id once it is replaced. */
export function resolve(site: Placed): void {
  const { method, env, isStatic } = site;
  const target = method.implementation._m.resolveTarget(method.holder, !isStatic, env, Java.api);
  site.at.add(SITE.target).writePointer(target);
  site.resolved = true;
  if (Java.api.flavor === "jvm") {
    hide(method.handle.readPointer(), target.readPointer(), site.site);
  }
}

export function resolveTargets(): void {
  const now = unresolved;
  unresolved = [];
  for (const site of now) {
    if (!site.resolved) {
      try {
        resolve(site);
      } catch {
        // The method could not be replaced; that was reported when it was tried.
      }
    }
  }
}

/** Says that of objects of this class only the class is recorded. */
export function addOpaque(site: Placed, env: jni.Ref, cls: jni.Ref): void {
  const n = site.at.add(SITE.opaques).readU8();
  for (let i = 0; i < n; i++) {
    if (jni.isSame(env, site.at.add(SITE.opaque + 8 * i).readPointer(), cls) !== 0) {
      return;
    }
  }
  if (n < MOST_OPAQUE) {
    site.at.add(SITE.opaque + 8 * n).writePointer(jni.newGlobal(env, cls));
    site.at.add(SITE.opaques).writeU8(n + 1);
  }
}

export function stopLearning(site: Placed): void {
  site.at.add(SITE.lane).writeU8(0);
}

const READ: Record<string, (p: NativePointer) => any> = {
  L: (p) => p.readPointer(),
  Z: (p) => p.readU8(),
  B: (p) => p.readS8(),
  C: (p) => p.readU16(),
  S: (p) => p.readS16(),
  I: (p) => p.readS32(),
  J: (p) => p.readS64(),
  F: (p) => p.readFloat(),
  D: (p) => p.readDouble(),
  V: () => undefined,
};

export function argsOf(site: Placed, packed: NativePointer): any[] {
  return site.letters.map((l, i) => READ[l](packed.add(8 * i)));
}

export function resultOf(site: Placed, packed: NativePointer): any {
  return READ[site.retLetter](packed);
}

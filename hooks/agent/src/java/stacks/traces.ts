// What a desktop JVM tells of hooked methods: in stack traces, to code that asks who called it, and by reflection.
//
// The bridge puts a native method in a method's place, and the original runs below it. The app would see that frame, a
// method without line numbers (the runtime looks frames' methods up by their numbers, and finds the new one), no text of a
// NullPointerException for the same reason, another caller, and a `native` among the modifiers. So: the new method gets
// the flag of frames that traces leave out; the two lookups, functions inside the VM, are answered with the original;
// and what reflection caches of a class is filled before and kept.

import { classRef } from "../classes.js";
import { compile, refuseMisfits } from "../../native/compiled.js";
import { ofCore, thread, THREAD } from "../../native/core.js";
import source from "../../native/traces.c";
import * as jni from "../jni.js";
import { failed } from "../../wire/wire.js";

/** How a StackTraceElement says that its method is native. */
const NATIVE_LINE = -2;
const MOST_FRAMES = 2048;
/** InstanceKlass::method_with_orig_idnum, java_lang_StackTraceElement::decode_file_and_line,
 * MethodHandles::init_method_MemberName and Method::is_ignored_by_security_stack_walk. */
const LOOKUP = "_ZN13InstanceKlass22method_with_orig_idnumEii";
const LINE =
  "_ZN27java_lang_StackTraceElement20decode_file_and_lineE6HandleP13InstanceKlassiRK12methodHandleiRP6SymbolRP7oopDescRiP10JavaThread";
const DESCRIBED = "_ZN13MethodHandles22init_method_MemberNameE6HandleR8CallInfo";
const IGNORED = "_ZNK6Method33is_ignored_by_security_stack_walkEv";

interface Disguise {
  note: (fresh: NativePointer, original: NativePointer) => void;
  flags: number;
  hidden: number;
  kept: unknown[];
  left: number;
}

let disguise: Disguise | null = null;
let reflection: { data: jni.Member; methods: jni.Member; constructors: jni.Member } | null = null;
const filled = new Set<BridgeClass>();
/** `Class.method` of every method that has been replaced. */
const names = new Set<string>();

const STRUCT = { names: "TypeNameOffset FieldNameOffset", value: "OffsetOffset" };

/** The offset of a field of HotSpot's, or the value of a constant, as it describes them to debuggers. */
function described(jvm: Module, table: string, row: { names: string; value: string }, wanted: string): number | null {
  const word = (name: string): number => Number(jvm.getExportByName(`${table}Entry${name}`).readU64());
  const stride = word("ArrayStride");
  const names = row.names.split(" ").map(word);
  const value = word(row.value);
  for (
    let at = jvm.getExportByName(`${table}s`).readPointer();
    !at.add(names[0]).readPointer().isNull();
    at = at.add(stride)
  ) {
    if (names.map((n) => at.add(n).readPointer().readCString()).join(".") === wanted) {
      return row.value === "ValueOffset" ? at.add(value).readS32() : Number(at.add(value).readU64());
    }
  }
  return null;
}

/** Must run once, before any method is replaced. */
export function prepare(env: BridgeEnv): void {
  const jvm = Java.api.flavor === "jvm" ? Process.findModuleByName("libjvm.so") : null;
  if (jvm === null) {
    return;
  }
  const meta = env.findClass("java/lang/Class");
  const data = jni.member(env.handle, meta, "java.lang.Class$ReflectionData", "reflectionData", false);
  const methods = jni.member(env.handle, meta, "java.lang.reflect.Method[]", "privateGetDeclaredMethods", false, "Z");
  const constructors = jni.member(
    env.handle,
    meta,
    "java.lang.reflect.Constructor[]",
    "privateGetDeclaredConstructors",
    false,
    "Z",
  );
  if (data !== null && methods !== null && constructors !== null) {
    reflection = { data, methods, constructors };
  }
  const flags = described(jvm, "gHotSpotVMStruct", STRUCT, "Method._flags");
  const hidden = described(
    jvm,
    "gHotSpotVMIntConstant",
    { names: "NameOffset", value: "ValueOffset" },
    "Method::_hidden",
  );
  const access = described(jvm, "gHotSpotVMStruct", STRUCT, "Method._access_flags");
  const [lookup, line, member, ignored] = [LOOKUP, LINE, DESCRIBED, IGNORED].map((name) => jvm.findSymbolByName(name));
  const modifiers = jni.member(env.handle, classRef(env.handle, "java.lang.invoke.MemberName")!, "int", "flags", true);
  if (
    flags === null ||
    access === null ||
    hidden === null ||
    modifiers === null ||
    member === null ||
    lookup === null ||
    line === null ||
    ignored === null
  ) {
    failed("this JVM does not tell how to keep hooks out of stack traces: the app sees them there");
    return;
  }
  sparingDumps(env.handle, jvm);
  unlisted(env.handle, jvm);
  const { module, state, facts } = compile(source, "disguise", [], ofCore("here_now"));
  const DISGUISE = facts.state("disguise", { table: "pointer", access: "s32", flags: "s32" });
  const room = facts.number("ROOM");
  const table = Memory.alloc(room * facts.struct("names", {}).size);
  refuseMisfits();
  state.add(DISGUISE.table).writePointer(table);
  state.add(DISGUISE.access).writeS32(access);
  state.add(DISGUISE.flags).writeS32(modifiers.id.toUInt32() >>> 2); // HotSpot's id of a field is its offset, above two bits of kind
  Interceptor.attach(lookup, { onLeave: module.looked_up as NativePointer } as any);
  Interceptor.attach(line, {
    onEnter: module.line_enter as NativePointer,
    onLeave: module.line_leave as NativePointer,
  } as any);
  Interceptor.attach(member, {
    onEnter: module.described_enter as NativePointer,
    onLeave: module.described_leave as NativePointer,
  } as any);
  Interceptor.attach(ignored, {
    onEnter: module.ignored_enter as NativePointer,
    onLeave: module.ignored_leave as NativePointer,
  } as any);
  disguise = {
    note: new NativeFunction(module.note as NativePointer, "void", ["pointer", "pointer"], { scheduling: "exclusive" }),
    flags,
    hidden,
    kept: [table, state, module],
    left: room / 2,
  };
}

/** Before a class's first method is replaced: what reflection tells of the class stays what it is now. */
export function keepReflection(env: BridgeEnv, cls: BridgeClass): void {
  if (reflection === null || filled.has(cls)) {
    return;
  }
  filled.add(cls);
  const e = env.handle;
  jni.pushFrame(e, 16);
  try {
    const ref = cls.$copyClassHandle(env);
    for (const publicOnly of [0, 1]) {
      jni.read(e, ref, reflection.methods, publicOnly);
      jni.read(e, ref, reflection.constructors, publicOnly);
    }
    const data = jni.read(e, ref, reflection.data) as jni.Ref | null;
    if (data !== null && !data.isNull()) {
      jni.newGlobal(e, data); // else the collector may take it, for it is softly reachable
    }
  } finally {
    jni.popFrame(e, NULL);
  }
}

/** Stacks of other threads are taken with all frames: those of replaced methods are left out again. */
function sparingDumps(env: jni.Ref, jvm: Module): void {
  const cls = jni.newGlobal(env, classRef(env, "java.lang.StackTraceElement")!);
  const field = (type: string, name: string): jni.Member => jni.member(env, cls, type, name, true)!;
  const [holder, method, line] = [
    field("java.lang.String", "declaringClass"),
    field("java.lang.String", "methodName"),
    field("int", "lineNumber"),
  ];
  const nameOf = (e: jni.Ref, frame: jni.Ref): string =>
    `${jni.text(e, jni.read(e, frame, holder), 1024).text}.${jni.text(e, jni.read(e, frame, method), 1024).text}`;
  const spare = (e: jni.Ref, frames: jni.Ref): jni.Ref | null => {
    const left: jni.Ref[] = [];
    let below = "";
    const n = jni.arrayLength(e, frames);
    for (let i = 0; i < n; i++) {
      const frame = jni.arrayElement(e, frames, i);
      const name = nameOf(e, frame);
      if (name === below && names.has(name) && jni.read(e, frame, line) === NATIVE_LINE) {
        below = "";
        continue;
      }
      below = name;
      left.push(frame);
    }
    if (left.length === n) {
      return null;
    }
    const made = jni.newArray(e, left.length, cls, NULL);
    left.forEach((frame, i) => jni.setElement(e, made, i, frame));
    return made;
  };
  Interceptor.attach(jvm.getExportByName("JVM_DumpThreads"), {
    onEnter(args) {
      this.env = args[0];
      thread().add(THREAD.dumping).writeS32(1); // so that they are told by being native
    },
    onLeave(dumps) {
      thread().add(THREAD.dumping).writeS32(0);
      const e = this.env as jni.Ref;
      const n = dumps.isNull() ? 0 : jni.arrayLength(e, dumps);
      for (let i = 0; i < n; i++) {
        jni.pushFrame(e, MOST_FRAMES);
        const frames = jni.arrayElement(e, dumps, i);
        const spared = frames.isNull() ? null : spare(e, frames);
        if (spared !== null) {
          jni.setElement(e, dumps, i, spared);
        }
        jni.popFrame(e, NULL);
      }
    },
  });
}

/** The list of all threads lacks the agent's own. */
function unlisted(env: jni.Ref, jvm: Module): void {
  const meta = classRef(env, "java.lang.Thread")!;
  const own = jni.newGlobal(
    env,
    jni.callStatic(env, meta, jni.staticMethod(env, meta, "currentThread", "()Ljava/lang/Thread;"), "L", []),
  );
  Interceptor.attach(jvm.getExportByName("JVM_GetAllThreads"), {
    onEnter(args) {
      this.env = args[0];
    },
    onLeave(threads) {
      const e = this.env as jni.Ref;
      const n = threads.isNull() ? 0 : jni.arrayLength(e, threads);
      const left: jni.Ref[] = [];
      for (let i = 0; i < n; i++) {
        const each = jni.arrayElement(e, threads, i);
        if (jni.isSame(e, each, own) === 0) {
          left.push(each);
        }
      }
      if (left.length < n) {
        const made = jni.newArray(e, left.length, meta, NULL);
        left.forEach((each, i) => jni.setElement(e, made, i, each));
        threads.replace(made);
      }
    },
  });
}

/** `fresh` has taken the place of `original`: traces are to show only the latter. Both are the VM's own structures. */
export function hide(fresh: NativePointer, original: NativePointer, name: string): void {
  names.add(name);
  if (disguise === null || fresh.equals(original) || disguise.left-- <= 0) {
    return;
  }
  const flags = fresh.add(disguise.flags);
  flags.writeU16(flags.readU16() | disguise.hidden);
  disguise.note(fresh, original);
}

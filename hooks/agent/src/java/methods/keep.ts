// Keeps hooks in on ART.
//
// The bridge hooks a method by its flags and its entry point: without kAccSkipAccessChecks the interpreter does not jump
// past the hook (interpreter_common.cc UseFastInterpreterToInterpreterInvoke), with kAccCompileDontBother no compiler
// inlines it, and the entry point is one of the runtime's stubs, which the bridge has patched. When ART verifies or
// initialises the method's class, later, it sets the flags of all its methods anew and gives them other entry points:
// nterp's, or compiled code (class_linker.cc: VerifyClass, EnsureSkipAccessChecksMethods or UpdateClassAfterVerification,
// FixupStaticTrampolines). So every hooked method is looked at, in C, whenever one of these functions has done its work, and
// put right again. What ART has changed is told from what the bridge did, whatever the version. That all this works is
// tried in each process, with a class of the agent's own that is hooked before it is initialised.

import { compile, refuseMisfits } from "../../native/compiled.js";
import source from "../../native/keep.c";

const ROOM = 8192;
const P = Process.pointerSize;

function compiled() {
  const { module, state: all, facts } = compile(source, "all", []);
  const made = {
    module,
    all,
    HOOK: facts.struct("hook", {
      method: "pointer",
      copy: "pointer",
      code: "pointer",
      clear: "u32",
      set: "u32",
      native: "u32",
    }),
    ALL: facts.state("all", {
      hooks: "pointer",
      loose: "pointer",
      interpreter: "pointer",
      jni: "pointer",
      stubs: "part",
      instrumentation: "pointer",
      n: "s32",
      looseN: "s32",
      access: "s32",
      quick: "s32",
    }),
    STUBS: facts.number("STUBS"),
  };
  refuseMisfits();
  return made;
}

/** Flags of a method (libdexfile/dex/modifiers.h); those from 0x01000000 on mean something else in an intrinsic one. */
const NATIVE = 0x100;
const SKIP_ACCESS_CHECKS = 0x00080000;
const FAST_INTERPRETER = 0x40000000;
const INTRINSIC = 0x80000000;
/** Where the flags are in an ArtMethod, after its class, since Android 6 (art_method.h). */
const ACCESS = 4;
/** What ART calls when it changes a class's methods, by the names of Android 6 to 16. */
const CHANGES: Record<string, string[]> = {
  verified: [
    "_ZN3art11ClassLinker11VerifyClassEPNS_6ThreadEPNS_8verifier12VerifierDepsENS_6HandleINS_6mirror5ClassEEENS3_15HardFailLogModeE",
    "_ZN3art11ClassLinker11VerifyClassEPNS_6ThreadENS_6HandleINS_6mirror5ClassEEENS_8verifier15HardFailLogModeE",
    "_ZN3art11ClassLinker11VerifyClassEPNS_6ThreadENS_6HandleINS_6mirror5ClassEEENS_10LogSeverityE",
    "_ZN3art11ClassLinker11VerifyClassEPNS_6ThreadENS_6HandleINS_6mirror5ClassEEE",
  ],
  initialised: [
    "_ZN3art11ClassLinker15InitializeClassEPNS_6ThreadENS_6HandleINS_6mirror5ClassEEEbb",
    "_ZN3art11ClassLinker17EnsureInitializedEPNS_6ThreadENS_6HandleINS_6mirror5ClassEEEbb",
  ],
  visible: [
    "_ZN3art11ClassLinker22FixupStaticTrampolinesEPNS_6ThreadENS_6ObjPtrINS_6mirror5ClassEEE",
    "_ZN3art11ClassLinker22FixupStaticTrampolinesENS_6ObjPtrINS_6mirror5ClassEEE",
    "_ZN3art11ClassLinker22FixupStaticTrampolinesEPNS_6mirror5ClassE",
    "_ZN3art11ClassLinker26VisiblyInitializedCallback22MarkVisiblyInitializedEPNS_6ThreadE",
    "_ZN3art11ClassLinker30VisiblyInitializedCallbackDoneEPNS_6ThreadEPNS0_26VisiblyInitializedCallbackE",
  ],
  collected: ["_ZN3art2gc4Heap22CollectGarbageInternalENS0_9collector6GcTypeENS0_7GcCauseEbj"],
};
/**
 * Where the bridge would put listeners in JavaScript for some of this: on threads that the runtime's collector waits for,
 * so that one of them would wait for JavaScript while who has it waits for the collector. It is not let.
 */
const NOT_FOR_THE_BRIDGE = [
  ...CHANGES.collected,
  "_ZN3art11ClassLinker26VisiblyInitializedCallback22MarkVisiblyInitializedEPNS_6ThreadE",
  "_ZN3art11ClassLinker26VisiblyInitializedCallback29AdjustThreadVisibilityCounterEPNS_6ThreadEl",
];
/** How often hooks are looked at where nothing tells of changes. */
const POLL_MS = 20;

interface Kept {
  lost: (error: unknown) => void;
  told: boolean;
}

interface Native extends ReturnType<typeof compiled> {
  hooks: NativePointer;
  loose: NativePointer;
  /** The entry point of the newer interpreter. */
  nterp: NativePointer;
  keep: (context: NativePointer) => void;
  state: (i: number) => number;
}

let native: Native | null = null;
const kept: Kept[] = [];
/** Which hooks are not to be believed, and why. */
let lost: "" | "unsettled" | "all" = "";
let why = "";

/** A function of the runtime, by its name in it. */
export function exportOf(name: string): NativePointer | null {
  const art = Process.getModuleByName(Java.api.module.name);
  return art.findExportByName(name) ?? art.findSymbolByName(name);
}

/** The bridge looks such functions up among the symbols of its own description of the runtime. */
function keepFromBridge(module: { findSymbolByName(name: string): NativePointer | null }): void {
  const find = module.findSymbolByName;
  module.findSymbolByName = function (name: string): NativePointer | null {
    return NOT_FOR_THE_BRIDGE.includes(name) ? null : find.call(this, name);
  };
}

/** Must run once, before any method is replaced. Nothing is to be kept in on a desktop JVM. */
export function prepare(): void {
  if (Java.api.flavor !== "art") {
    return;
  }
  keepFromBridge(Java.api.module);
  const parts = compiled();
  const { module, all, ALL, HOOK, STUBS } = parts;
  const hooks = Memory.alloc(ROOM * HOOK.size);
  const loose = Memory.alloc(ROOM * P);
  const {
    artClassLinker: linker,
    artQuickToInterpreterBridge,
    artQuickGenericJniTrampoline,
    artQuickResolutionTrampoline,
  } = Java.api;
  const stubs = [
    linker.quickResolutionTrampoline,
    linker.quickGenericJniTrampoline,
    linker.quickToInterpreterBridgeTrampoline,
    linker.quickImtConflictTrampoline,
    artQuickToInterpreterBridge,
    artQuickGenericJniTrampoline,
    artQuickResolutionTrampoline,
    artQuickResolutionTrampoline,
  ].slice(0, STUBS);
  all.add(ALL.hooks).writePointer(hooks);
  all.add(ALL.loose).writePointer(loose);
  all.add(ALL.interpreter).writePointer(linker.quickToInterpreterBridgeTrampoline);
  all.add(ALL.jni).writePointer(linker.quickGenericJniTrampoline);
  stubs.forEach((stub, i) => all.add(ALL.stubs + i * P).writePointer(stub));
  all.add(ALL.instrumentation).writePointer(exportOf("art_quick_instrumentation_entry") ?? NULL);
  all.add(ALL.access).writeS32(ACCESS);
  const exclusive = { scheduling: "exclusive" } as const;
  native = {
    ...parts,
    hooks,
    loose,
    nterp: exportOf("ExecuteNterpImpl") ?? NULL,
    keep: new NativeFunction(module.keep as NativePointer, "void", ["pointer"], exclusive),
    state: new NativeFunction(module.state as NativePointer, "int", ["int"], exclusive),
  };
  const heard = Object.entries(CHANGES).map(([what, names]) => {
    const found = names.map(exportOf).filter((address) => address !== null);
    const some = what === "visible" ? found : found.slice(0, 1); // of those a compiler may have put one into another
    for (const address of some) {
      Interceptor.attach(address, {
        onLeave: (what === "collected" ? module.keep : module.keep_loose) as NativePointer,
      } as any);
    }
    return some.length > 0;
  });
  if (!heard[0] || !heard[1]) {
    setInterval(check, POLL_MS);
  }
}

/** It was seen that hooks do not work: all, or those on classes that are not initialised yet. No such hook is in from now on. */
export function doubt(which: "unsettled" | "all", reason: string): void {
  lost = which;
  why = reason;
}

/** Looks at all hooks now: those that are off are put in again, and what cannot be is told. */
export function check(): void {
  if (native === null) {
    return;
  }
  native.keep(NULL);
  kept.forEach((each, i) => {
    if (!each.told && native!.state(i) !== 0) {
      each.told = true;
      each.lost(new Error("the runtime has taken the hook off again, and it cannot be put back"));
    }
  });
}

/** Where an ArtMethod has its entry point: behind its native code, which in the hook's own method is this function. */
function entryOffset(replacement: NativePointer, callback: NativePointer): number {
  for (let at = 8; at < 64; at += 4) {
    if (replacement.add(at).readPointer().equals(callback)) {
      return at + P;
    }
  }
  throw new Error("the runtime's methods are laid out in an unknown way");
}

/** Whether this entry point is one of a method whose class is not initialised: a stub that does it, or one that asks. */
function waits(code: NativePointer): boolean {
  const { artClassLinker: linker, artQuickResolutionTrampoline, module: art } = Java.api;
  const is = (stub: NativePointer): boolean => stub.equals(code);
  if ([linker.quickResolutionTrampoline, artQuickResolutionTrampoline].some(is)) {
    return true;
  }
  const inside = code.compare(art.base) >= 0 && code.compare(art.base.add(art.size)) < 0;
  return (
    inside && ![linker.quickToInterpreterBridgeTrampoline, linker.quickGenericJniTrampoline, native!.nterp].some(is)
  );
}

/**
 * A method has just been replaced: keeps that so. Throws when the hook is not in place, or may not stay: `failed` of it
 * then hears why, and again, later, when ART takes a hook off for good.
 */
export function keepIn(method: BridgeMethod, callback: NativePointer, failed: (error: unknown) => void): void {
  if (native === null) {
    return;
  }
  const mangler = method.implementation._m;
  const { accessFlags: flags, quickCode } = mangler.originalMethod;
  const quick = entryOffset(mangler.replacementMethodId, callback);
  const own = mangler.hookedMethodId;
  if (((own.add(ACCESS).readU32() ^ flags) & 0xffff) !== 0) {
    throw new Error("the runtime's methods are laid out in an unknown way");
  }
  const i = kept.length;
  if (i === ROOM) {
    throw new Error(`more than ${ROOM} methods are hooked`);
  }
  const isNative = (flags & NATIVE) !== 0;
  const intrinsic = (flags & INTRINSIC) !== 0;
  const { HOOK, ALL } = native;
  const hook = native.hooks.add(i * HOOK.size);
  hook.add(HOOK.method).writePointer(own);
  hook.add(HOOK.copy).writePointer(mangler.replacementMethodId);
  hook.add(HOOK.code).writePointer(mangler.interceptor === null ? NULL : mangler.interceptor.quickCode);
  hook.add(HOOK.clear).writeU32(isNative ? 0 : intrinsic ? SKIP_ACCESS_CHECKS : SKIP_ACCESS_CHECKS + FAST_INTERPRETER);
  hook.add(HOOK.set).writeU32(intrinsic ? 0 : Java.api.kAccCompileDontBother);
  hook.add(HOOK.native).writeU32(isNative ? 1 : 0);
  native.all.add(ALL.quick).writeS32(quick);
  kept.push({ lost: failed, told: false });
  const unsettled = waits(quickCode) || (!isNative && (flags & SKIP_ACCESS_CHECKS) === 0);
  if (unsettled) {
    const n = native.all.add(ALL.looseN).readS32();
    native.loose.add(n * P).writePointer(hook);
    native.all.add(ALL.looseN).writeS32(n + 1);
  }
  native.all.add(ALL.n).writeS32(i + 1);
  native.keep(NULL);
  const state = native.state(i);
  if (state !== 0 || lost === "all" || (lost === "unsettled" && unsettled)) {
    kept[i].told = true;
    throw new Error(state !== 0 ? "the hook is not in place: the runtime itself has instrumented the method" : why);
  }
}

// The part of Frida's Java bridge that the agent uses. The host puts the bridge in front of the agent when it loads it.

interface BridgeType {
  className: string;
  type: NativeFunctionReturnType & NativeFunctionArgumentType;
}

interface BridgeMangler {
  /** On ART: the method's own ArtMethod, its copy that calls the hook, and what was in the first. */
  hookedMethodId: NativePointer;
  replacementMethodId: NativePointer;
  originalMethod: { accessFlags: number; quickCode: NativePointer };
  /** Set when the method had compiled code, which the bridge has patched at `quickCode`. */
  interceptor: { quickCode: NativePointer } | null;
  resolveTarget(holder: BridgeClass, isInstance: boolean, env: BridgeEnv, api: unknown): NativePointer;
}

interface BridgeMethod {
  readonly methodName: string;
  readonly holder: BridgeClass;
  readonly type: 1 | 2 | 3;
  readonly handle: NativePointer;
  readonly returnType: BridgeType;
  readonly argumentTypes: BridgeType[];
  get implementation(): { _m: BridgeMangler };
  set implementation(fn: (() => void) | null);
}

interface BridgeClass {
  readonly $n: string;
  readonly $init: { overloads: BridgeMethod[] };
  $has(member: string): boolean;
  $copyClassHandle(env: BridgeEnv): NativePointer;
  [member: string]: unknown;
}

interface BridgeFactory {
  use(name: string): BridgeClass;
}

interface BridgeReader {
  _make(name: string, find: (env: BridgeEnv) => NativePointer, env: BridgeEnv): BridgeClass;
}

interface BridgeEnv {
  handle: NativePointer;
  findClass(name: string): NativePointer;
  newLocalRef(handle: NativePointer): NativePointer;
  deleteLocalRef(handle: NativePointer): void;
}

interface BridgeVm {
  perform<T>(fn: (env: BridgeEnv) => T): T;
  getEnv(): BridgeEnv;
}

declare const Java: {
  available: boolean;
  api: {
    flavor: "jvm" | "art" | "dalvik";
    vm: NativePointer;
    jvmti?: { handle: NativePointer };
    /** The rest is there on ART only. */
    module: Module;
    kAccCompileDontBother: number;
    artClassLinker: Record<
      | "quickResolutionTrampoline"
      | "quickGenericJniTrampoline"
      | "quickToInterpreterBridgeTrampoline"
      | "quickImtConflictTrampoline",
      NativePointer
    >;
    artQuickToInterpreterBridge: NativePointer;
    artQuickGenericJniTrampoline: NativePointer;
    artQuickResolutionTrampoline: NativePointer;
  };
  vm: BridgeVm;
  use(name: string): BridgeClass;
  cast(ref: NativePointer, cls: BridgeClass): unknown;
  retain(object: unknown): unknown;
  ClassFactory: { new (): BridgeFactory; prototype: BridgeFactory; get(loader: unknown): BridgeFactory };
  perform(fn: () => void): void;
  enumerateClassLoadersSync(): { $h: NativePointer }[];
  backtrace(options: { limit: number }): {
    id: string;
    frames: { className: string; methodName: string; fileName: string; lineNumber: number }[];
  };
};

// Many methods of a desktop JVM replaced by one operation, with one walk through its classes.
//
// The bridge does for each method what HotSpot does once for all classes that are redefined together (doit() of
// VM_RedefineClasses, jvmtiRedefineClasses.cpp of JDK 17): compiled code that depends on what has changed is dropped,
// and every class looks whether it refers to a method that is old. With some hundred methods and two thousand classes
// that was most of the time for which the JVM stood still.

/** Without it (before JDK 13) the next is asked for class by class. */
const MARK = "VM_RedefineClasses::mark_dependent_code";
const WALK = "ClassLoaderDataGraph::classes_do";
/** In HotSpot's order. */
const ONCE = [
  "VM_RedefineClasses::flush_dependent_code",
  WALK,
  "ResolvedMethodTable::adjust_method_entries",
  "ClassLoaderDataGraph::clean_deallocate_lists",
];

type Api = Record<string, ((...args: any[]) => unknown) | undefined>;

/**
 * Does `work`, in which the bridge changes methods by an operation of the JVM. What that does for each method, and is good
 * for all of them, is done when the last one is changed: still within the operation, before any thread goes on.
 */
export function together(work: () => void): void {
  const api = Java.api as unknown as Api;
  if (Java.api.flavor !== "jvm" || [MARK, ...ONCE].some((name) => api[name] === undefined)) {
    work();
    return;
  }
  const scope = globalThis as unknown as { NativeCallback: unknown };
  const Made = NativeCallback;
  const me = Process.getCurrentThreadId(); // others may make some of their own meanwhile
  scope.NativeCallback = function (change: (...args: any[]) => any, ret: "void", args: ["pointer"]): NativePointer {
    const once = (...given: any[]): void => onceFor(api, () => change(...given));
    return new Made(Process.getCurrentThreadId() === me ? once : change, ret, args);
  };
  try {
    work();
  } finally {
    scope.NativeCallback = Made;
  }
}

/** Does `change`, in which some functions are only noted; then calls each that was asked for once, as it was asked first. */
function onceFor(api: Api, change: () => void): void {
  const own = ONCE.map((name) => api[name]!);
  const asked: (unknown[] | undefined)[] = ONCE.map(() => undefined);
  ONCE.forEach((name, i) => {
    api[name] = (...args) => void (asked[i] ??= name === WALK ? [kept(args[0])] : args);
  });
  try {
    change();
  } finally {
    ONCE.forEach((name, i) => (api[name] = own[i]));
  }
  asked.forEach((args, i) => args !== undefined && own[i](...args));
}

/** A copy of what is called for each class (a C++ object: its table with one function, and two words), which the bridge
 * lets go when it returns. */
function kept(closure: NativePointer): NativePointer {
  const words = 3 * Process.pointerSize;
  const copy = Memory.alloc(words + Process.pointerSize);
  const table = copy.add(words);
  Memory.copy(copy, closure, words);
  table.writePointer(closure.readPointer().readPointer());
  return copy.writePointer(table);
}

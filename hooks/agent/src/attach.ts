// Runs before the bridge: attaches the agent's thread to the JVM, or to ART, as a daemon. The bridge would attach it as an
// ordinary thread, and then an app whose main() returns would never end. It has a name, for a number would be missing in
// those of the app's own threads, and is in no group, where the app would find it: ART lists all threads by their groups.

const ATTACH_AS_DAEMON = 7;
const VERSION = 0x10006;

const runtime = Process.findModuleByName("libjvm.so") ?? Process.findModuleByName("libart.so");
if (runtime !== null) {
  const created = new NativeFunction(runtime.getExportByName("JNI_GetCreatedJavaVMs"), "int", [
    "pointer",
    "int",
    "pointer",
  ]);
  const vms = Memory.alloc(16);
  if (created(vms, 1, vms.add(8)) === 0 && vms.add(8).readS32() > 0) {
    const vm = vms.readPointer();
    const attach = new NativeFunction(
      vm
        .readPointer()
        .add(ATTACH_AS_DAEMON * Process.pointerSize)
        .readPointer(),
      "int",
      ["pointer", "pointer", "pointer"],
    );
    const name = Memory.allocUtf8String("agent");
    const args = Memory.alloc(3 * Process.pointerSize);
    args.writeS32(VERSION);
    args.add(Process.pointerSize).writePointer(name);
    if (attach(vm, vms, args) === 0) {
      leaveGroup(vms.readPointer());
    }
  }
}

function leaveGroup(env: NativePointer): void {
  const p = "pointer";
  const jni = (index: number, result: any, ...types: any[]): any =>
    new NativeFunction(
      env
        .readPointer()
        .add(index * Process.pointerSize)
        .readPointer(),
      result,
      [p, ...types],
    );
  const text = (value: string): NativePointer => Memory.allocUtf8String(value);
  const [findClass, methodId, call] = [jni(6, p, p), jni(33, p, p, p, p), jni(34, p, p, p)];
  const [staticId, callStatic, callVoid] = [jni(113, p, p, p, p), jni(114, p, p, p), jni(61, "void", p, p, "...", p)];
  const [push, pop, clear] = [jni(19, "int", "int"), jni(20, p, p), jni(17, "void")];
  push(env, 8);
  const [names, descriptors] = [
    ["java/lang/Thread", "java/lang/ThreadGroup"].map(text),
    ["()Ljava/lang/Thread;", "()Ljava/lang/ThreadGroup;", "(Ljava/lang/Thread;)V"].map(text),
  ];
  const [thread, group] = names.map((name) => findClass(env, name));
  const [current, groupOf, remove] = ["currentThread", "getThreadGroup", "remove"].map(text);
  const self = callStatic(env, thread, staticId(env, thread, current, descriptors[0]));
  const own = call(env, self, methodId(env, thread, groupOf, descriptors[1]));
  const id = methodId(env, group, remove, descriptors[2]);
  if (id.isNull()) {
    clear(env); // another version of Java: the thread stays in its group
  } else {
    callVoid(env, own, id, self);
  }
  pop(env, NULL);
}

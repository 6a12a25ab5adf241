// Runs before the bridge: attaches the agent's thread to a desktop JVM as a daemon. The bridge would attach it as an
// ordinary thread, and then an app whose main() returns would never end.

const jvm = Process.findModuleByName("libjvm.so");
if (jvm !== null) {
  const created = new NativeFunction(jvm.getExportByName("JNI_GetCreatedJavaVMs"), "int", ["pointer", "int", "pointer"]);
  const vms = Memory.alloc(16);
  if (created(vms, 1, vms.add(8)) === 0 && vms.add(8).readS32() > 0) {
    const vm = vms.readPointer();
    const attach = new NativeFunction(vm.readPointer().add(7 * Process.pointerSize).readPointer(), "int", ["pointer", "pointer", "pointer"]);
    attach(vm, vms, NULL);
  }
}

// Hooks that a careless hand writes, each wrong in one way: the suite must tell every one of them.
Java.performNow(() => {
  const T = Java.use("com.example.invisible.Target");
  T.text.implementation = function (a) {
    return this.text(a); // through JavaScript: another String of the same text
  };
  T.fail.implementation = function (e) {
    try {
      return this.fail(e);
    } catch (error) {
      return null; // swallows what was thrown
    }
  };
  T.wake.implementation = function () {
    this.wake();
    this.wake(); // calls the original twice
  };
  T.fill.implementation = function (out, numbers, bytes, list, map, text) {
    text.append("changed "); // changes an argument
    return this.fill(out, numbers, bytes, list, map, text);
  };
  T.same.implementation = function (a) {
    if (a !== null) {
      a.toString(); // runs the app's code
    }
    return this.same(a);
  };
  T.divided.implementation = function (a) {
    return a === 0 ? 0 : this.divided(a); // substitutes a value
  };
  T.trace.implementation = function () {
    return this.trace(); // is seen in stack traces
  };
});
// Having replaced methods, Frida's thread needs one call into the JVM, or the next garbage collection waits for ever.
setTimeout(() => Java.performNow(() => {
  const env = Java.vm.getEnv();
  env.pushLocalFrame(1);
  env.popLocalFrame(NULL);
  send("in");
}), 200);

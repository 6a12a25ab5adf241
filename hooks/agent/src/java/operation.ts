// While a desktop JVM changes its methods, all its threads stand still, and the change itself is JavaScript: a thread
// that goes into the runtime with the script's lock in its hand is held there, and the change waits for the lock for
// ever. So whoever calls the runtime without letting the lock go first waits until no change is under way. It is the same
// on ART while the bridge reads a class: it does that in JavaScript on a thread that the collector waits for.

const PATIENCE_MS = 10_000;
/** On a desktop JVM who goes in meanwhile never comes out again, and the change never ends: a busy machine takes long. */
const JVM_PATIENCE_MS = 120_000;
let operator = 0;

/** Does `work`, which changes methods or reads them; other threads come to JavaScript meanwhile, but not into the runtime. */
export function operating<T>(work: () => T): T {
  settled();
  const before = operator;
  operator = Process.getCurrentThreadId();
  try {
    return work();
  } finally {
    operator = before;
  }
}

/** Returns at once, or when no other thread changes methods. The wait lets others run JavaScript. */
export function settled(): void {
  if (operator === 0 || operator === Process.getCurrentThreadId()) {
    return;
  }
  const end = Date.now() + (Java.api.flavor === "jvm" ? JVM_PATIENCE_MS : PATIENCE_MS);
  while (operator !== 0 && Date.now() < end) {
    Thread.sleep(0.001);
  }
}

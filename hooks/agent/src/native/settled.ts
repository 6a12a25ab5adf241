// Waits until what Interceptor was asked for is in place.
//
// Interceptor writes its changes when no thread is left in JavaScript, and one that only waits to be let in counts as well:
// frida-gum's _gum_quick_scope_enter (gumquickcore.c) begins a transaction before it takes the lock, and
// gum_interceptor_transaction_end (guminterceptor.c) writes at level 0. So where an app's threads come in one after the
// other, or the machine is busy, the end of a turn may be too early by far.

/** Code that does nothing, for a change that shows when it has been written: all that were asked for before it have, too. */
const NOTHING: Record<string, number[]> = {
  x64: [...new Array<number>(31).fill(0x90), 0xc3],
  arm64: [...new Array<number[]>(7).fill([0x1f, 0x20, 0x03, 0xd5]).flat(), 0xc0, 0x03, 0x5f, 0xd6],
};

const pages: NativePointer[] = [];
let used = 0;

function room(size: number): NativePointer {
  if (pages.length === 0 || used + size > Process.pageSize) {
    pages.push(Memory.alloc(Process.pageSize));
    used = 0;
  }
  const at = pages[pages.length - 1].add(used);
  used += size;
  return at;
}

/** Has all changes written, and gives whether they were within so many milliseconds. Others run JavaScript meanwhile. */
export function settled(patienceMs: number): boolean {
  const nothing = NOTHING[Process.arch];
  if (nothing === undefined) {
    Interceptor.flush(); // when that has been of use does not show
    return true;
  }
  const probe = room(2 * nothing.length);
  const other = probe.add(nothing.length);
  Memory.patchCode(probe, 2 * nothing.length, (to) => void to.writeByteArray([...nothing, ...nothing]));
  const before = probe.readU32();
  Interceptor.replaceFast(probe, other);
  const end = Date.now() + patienceMs;
  for (;;) {
    Interceptor.flush();
    if (probe.readU32() !== before) {
      return true;
    }
    if (Date.now() >= end) {
      return false;
    }
    Thread.sleep(0.001);
  }
}

// Memory that a process shares with those that it forks.

const READ_WRITE = 0x3;
const SHARED_ANONYMOUS = 0x21;

/** New pages for so many bytes, all zero, and never given back. */
export function sharedPages(size: number): NativePointer {
  const map = new NativeFunction(Module.getGlobalExportByName("mmap"), "pointer", [
    "pointer",
    "size_t",
    "int",
    "int",
    "int",
    "long",
  ]);
  return map(NULL, size, READ_WRITE, SHARED_ANONYMOUS, -1, 0);
}

// The way into an observed native function: a few compiled instructions decide whether a call is worth JavaScript.
//
// A function is made to jump to a stub of its own. The stub asks `gate`, in C; most calls then go straight on to the
// original. Only the others pass a place that an ordinary listener sits on, with every register as the caller left it.
// Processes made by fork() never enter JavaScript, whose locks may be held for ever there: they leave a note in memory
// that both share (forked.ts).

import { library } from "./core.js";
import { layoutOf } from "./layout.js";
import { THREAD } from "./native.js";

const NOTE = 1024;
const PAGE = 4096;
const CHUNK = 256;
/** Of a path (PATH_MAX). */
const LONGEST = 4096;
/** Bytes of stack for the gate itself. */
const ROOM = 16384;
const NOTES = 64;
/** Places of the fields of what all gates share. */
const COMMON = { from: 0, to: 8, notes: 16, inside: 24, chosen: 28, pid: 32, on: 36, careful: 40, runtimes: 44, runtime: 48, size: 304 } as const;
/** Room for spans of the runtime's own code. */
const RUNTIMES = 16;
const PLACE = { patterns: 0, count: 8, how: 16, arg: 20, any: 24, forked: 28, directory: 32, id: 36, original: 40, size: 48 } as const;
const PATTERN = 24;
/** A note of a forked process: process, place, point, time, caller, whether Java's own code runs the command, and texts one after the other. */
export const NOTED = { pid: 0, place: 4, point: 8, mono: 16, caller: 24, started: 32, texts: 40, size: NOTE } as const;

/** How `gate` tells whether a call is one of the points': by a path, a text, a number, an internet address, or not at all. */
export enum How { Always, Path, Text, Number, Internet }

const SOURCE = `
#include <stdint.h>
typedef unsigned long word;
/* Every field takes 8 bytes, on 32-bit processors too. */
#if UINTPTR_MAX == 0xffffffff
#define WIDE(type, name) type name; uint32_t name##_above
#else
#define WIDE(type, name) type name
#endif
struct pattern { WIDE (const char *, text); int64_t number; int64_t point; };
struct place { WIDE (struct pattern *, patterns); int64_t count; int32_t how, arg, any, forked, directory, id; WIDE (void *, original); };
struct note { int32_t pid, place, point, done; double mono; WIDE (word, caller); int32_t started, pad; char texts[${NOTE - 40}]; };
struct runtime { WIDE (word, from); WIDE (word, to); };
struct common {
  WIDE (word, from); WIDE (word, to); WIDE (struct notes *, notes);
  uint32_t inside, chosen; int32_t pid, on, careful, runtimes;
  struct runtime runtime[${RUNTIMES}];
};
struct span { const void *from; word size; };
struct notes { int32_t next, pad; int64_t pad2[3]; struct note note[${NOTES}]; };
extern struct common c;
extern int getpid (void);
extern long process_vm_readv (int, struct span *, word, struct span *, word, word);
extern int *errno_at (void);
extern int fits (char *, int);
extern long readlink (const char *, char *, word);
extern void *pthread_getspecific (uint32_t);
extern int pthread_setspecific (uint32_t, const void *);
extern int pthread_key_create (uint32_t *, void (*) (void *));
extern int pthread_key_delete (uint32_t);
extern double now (void);
extern char *here_now (void);
extern void wait_for_end (void);
extern int may_wait (void);
extern void unseen (void);
extern int script_fits (char *);
extern int take (int32_t *);
extern int starting (void);

static long copied (void *to, word from, word size);

void begin (void) {
  word probe = 7, found = 0;
  c.careful = 1;
  c.careful = copied (&found, (word) &probe, sizeof (word)) && found == 7; /* a system may forbid it */
  pthread_key_create (&c.inside, (void *) 0);
  pthread_key_create (&c.chosen, (void *) 0);
}

void finalize (void) {
  pthread_key_delete (c.inside);
  pthread_key_delete (c.chosen);
}

void inside (int yes) { pthread_setspecific (c.inside, (void *) (word) yes); }
int chosen (void) { return (int) (word) pthread_getspecific (c.chosen) - 1; }

/* "*" is any text without "/", "**" any text, "[0-9]" a digit, everything else is itself. */
static int matches (const char *p, const char *t) {
  for (; *p != 0; p++, t++) {
    if (*p == '*') {
      int deep = p[1] == '*';
      p += deep ? 2 : 1;
      for (;; t++) {
        if (matches (p, t)) return 1;
        if (*t == 0 || (*t == '/' && !deep)) return 0;
      }
    }
    if (p[0] == '[' && p[1] == '0' && p[2] == '-' && p[3] == '9' && p[4] == ']') {
      if (*t < '0' || *t > '9') return 0;
      p += 4;
    } else if (*p != *t) return 0;
  }
  return *t == 0;
}

static int matching (struct place *s, const char *text) {
  int i;
  for (i = 0; i < s->count; i++) {
    struct pattern *p = &s->patterns[i];
    if (p->text[0] != '!') {
      if (matches (p->text, text)) return (int) p->point;
    } else if (matches (p->text + 1, text)) {
      while (i + 1 < s->count && s->patterns[i + 1].point == p->point) i++;
    }
  }
  return s->any;
}

static char *digits (char *to, int n) {
  char text[12];
  int k = 0;
  do { text[k++] = '0' + n % 10; n /= 10; } while (n != 0);
  while (k != 0) *to++ = text[--k];
  *to = 0;
  return to;
}

static char *put (char *to, const char *end, const char *text) {
  while (*text != 0 && to < end) *to++ = *text++;
  *to = 0;
  return to;
}

/* The file a path names, as plainly as it can be written: absolute, without "//", "." and "..", and own /proc/PID as /proc/self. */
static void plain (const char *path, int directory, char *out, int size) {
  const char *end = out + size - 1;
  char *to = out, own[32];
  int n;
  *to = 0;
  if (path[0] != '/') {
    char link[40];
    long got;
    if (directory == -100) put (link, link + 39, "/proc/self/cwd");
    else if (directory >= 0) digits (put (link, link + 39, "/proc/self/fd/"), directory);
    else return;
    got = readlink (link, out, size / 2);
    if (got <= 0) return;
    to = out + got;
    if (got == 1) to = out; /* the root itself */
  }
  while (*path != 0) {
    const char *next = path;
    while (*next != 0 && *next != '/') next++;
    n = (int) (next - path);
    if (n == 2 && path[0] == '.' && path[1] == '.') {
      while (to > out && *--to != '/');
    } else if (n != 0 && !(n == 1 && path[0] == '.')) {
      if (to + n + 1 >= end) break;
      *to++ = '/';
      while (path != next) *to++ = *path++;
    }
    path = *next == 0 ? next : next + 1;
  }
  *to = 0;
  put (digits (put (own, own + 20, "/proc/"), c.pid), own + 31, "/");
  for (n = 0; own[n] != 0 && own[n] == out[n]; n++);
  if (own[n] == 0) {
    const char *self = "/proc/self/";
    char *from = out + n;
    int rest = 0, k;
    while (from[rest] != 0) rest++;
    to = out + 11;
    if (to + rest > end) return;
    /* a short number makes the path longer */
    if (to <= from) for (k = 0; k <= rest; k++) to[k] = from[k];
    else for (k = rest; k >= 0; k--) to[k] = from[k];
    for (k = 0; k < 11; k++) out[k] = self[k];
  }
}

/* Copies memory, if it can be read: an app may pass any pointer, which the system refuses and this must not touch. */
static long copied (void *to, word from, word size) {
  struct span here, there;
  here.from = to; there.from = (const void *) from;
  here.size = there.size = size;
  return process_vm_readv (getpid (), &here, 1, &there, 1, 0) == (long) size;
}

static const char *text_at (word from, char *to, word size) {
  word got = 0, part, i;
  if (from < 4096) return 0;
  if (!c.careful) return (const char *) from;
  while (got < size) {
    part = ${PAGE} - (from + got) % ${PAGE};
    if (part > size - got) part = size - got;
    if (part > ${CHUNK}) part = ${CHUNK};
    if (!copied (to + got, from + got, part)) return 0;
    for (i = 0; i != part; i++) if (to[got + i] == 0) return to;
    got += part;
  }
  return 0; /* longer than any path */
}

static int path_point (struct place *s, const char *path, word *a) {
  char buffer[1100];
  const char *p;
  int odd = path[0] != '/';
  for (p = path; *p != 0 && !odd; p++) odd = p[0] == '/' && (p[1] == '/' || p[1] == '.');
  if (!odd && !(path[1] == 'p' && path[2] == 'r' && path[3] == 'o')) return matching (s, path);
  plain (path, s->directory < 0 ? -100 : (int) a[s->directory], buffer, sizeof (buffer));
  return matching (s, buffer);
}

static int point_of (struct place *s, word *a) {
  word v = s->arg >= 0 ? a[s->arg] : 0;
  char buffer[${LONGEST}];
  const char *text;
  uint16_t family;
  int i;
  switch (s->how) {
    case ${How.Path}: text = text_at (v, buffer, sizeof (buffer)); return text == 0 ? -1 : path_point (s, text, a);
    case ${How.Text}: text = text_at (v, buffer, sizeof (buffer)); return text == 0 ? s->any : matching (s, text);
    case ${How.Number}:
      for (i = 0; i < s->count; i++) if ((uint32_t) s->patterns[i].number == (uint32_t) v) return (int) s->patterns[i].point;
      return s->any;
    case ${How.Internet}:
      if (v < 4096) return -1;
      if (!c.careful) family = *(uint16_t *) v;
      else if (!copied (&family, v, 2)) return -1;
      return family == 2 || family == 10 ? s->any : -1;
    default: return s->any;
  }
}

static void leave_note (struct place *s, word caller, word *a, int point) {
  int slot = take (&c.notes->next) & ${NOTES - 1};
  struct note *note = &c.notes->note[slot];
  const char *end = note->texts + sizeof (note->texts) - 2, **argv = (const char **) a[1];
  char *to;
  note->done = 0;
  note->pid = getpid (); note->place = s->id; note->point = point; note->mono = now (); note->caller = caller; note->started = starting ();
  to = put (note->texts, end, a[0] < 4096 ? "" : (const char *) a[0]) + 1;
  for (; (word) argv >= 4096 && *argv != 0 && to < end; argv++) to = put (to, end, *argv) + 1;
  *to = 0;
  note->done = 1;
}

/* Whether a call is the runtime's own. */
static int runtimes (word caller) {
  int i;
  for (i = 0; i != c.runtimes; i++) if (caller >= c.runtime[i].from && caller < c.runtime[i].to) return 1;
  return 0;
}

static int decide (struct place *s, word caller, word *a) {
  int point = point_of (s, a);
  if (point < 0 || (caller >= c.from && caller < c.to) || pthread_getspecific (c.inside) != 0) return 0;
  if (getpid () != c.pid) {
    if (s->forked) leave_note (s, caller, a, point);
    return 0;
  }
  if (*(int32_t *) (here_now () + ${THREAD.recording}) != 0 || !script_fits (here_now ())) return 0;
  if (!may_wait ()) {
    if (!runtimes (caller)) unseen ();
    return 0;
  }
  wait_for_end ();
  pthread_setspecific (c.chosen, (void *) (word) (point + 1));
  return 1;
}

int gate (struct place *s, word caller, word *a) {
  int *error = errno_at (), was = *error, yes;
  if (!c.on || !fits (here_now (), ${ROOM})) return 0;
  yes = decide (s, caller, a);
  *error = was;
  return yes;
}
`;

// g_atomic_int_add is Frida's own; a module that includes its headers cannot also declare the system's functions.
const TAKE = `
#include <glib.h>
int take (gint *next) { return g_atomic_int_add (next, 1); }
void *agent (void) { return (void *) g_malloc; }
`;

export interface Gate {
  how: How;
  arg: number;
  /** The argument that says from which directory a relative path starts, or -1. */
  directory: number;
  /** Pairs of a pattern and a point's number. */
  patterns: [string, number][];
  /** The point that takes what no pattern does, or -1. */
  any: number;
  /** Whether calls in forked processes leave a note. */
  forked: boolean;
}

const EXCLUSIVE = { exceptions: "propagate", scheduling: "exclusive" } as const;
const IMPORTS = ["getpid", "readlink", "process_vm_readv", "pthread_getspecific", "pthread_setspecific", "pthread_key_create", "pthread_key_delete"];

const common = Memory.alloc(COMMON.size);
/** Where it stands whether the gates let anything through to the agent. */
export const disarm = common.add(COMMON.on);
const helper = new CModule(TAKE);
const layout = layoutOf({ common: COMMON, place: PLACE, pattern: { text: 0, number: 8, point: 16, size: PATTERN }, note: NOTED });
const module = new CModule(SOURCE + layout.source, {
  c: common,
  now: library.now as NativePointer,
  here_now: library.here_now as NativePointer, starting: library.starting as NativePointer,
  wait_for_end: library.wait_for_end as NativePointer,
  may_wait: library.may_wait as NativePointer,
  unseen: library.unseen as NativePointer,
  script_fits: library.script_fits as NativePointer,
  fits: library.fits as NativePointer,
  errno_at: Module.findGlobalExportByName("__errno_location") ?? Module.getGlobalExportByName("__errno"),
  take: helper.take as NativePointer,
  ...Object.fromEntries(IMPORTS.map((name) => [name, Module.getGlobalExportByName(name)])),
});
const gate = module.gate as NativePointer;
const asks: (place: NativePointer, caller: NativePointer, args: NativePointer) => number = new NativeFunction(gate, "int", ["pointer", "pointer", "pointer"], EXCLUSIVE);
/** Says whether the current thread is inside an observed function: what that calls itself is part of it. */
export const inside: (yes: number) => void = new NativeFunction(module.inside as NativePointer, "void", ["int"], EXCLUSIVE);
/** The point that the gate chose for the call it has just let through. */
export const chosen: () => number = new NativeFunction(module.chosen as NativePointer, "int", [], EXCLUSIVE);
const kept: unknown[] = [common, helper, module];

/** Notes of forked processes: the next one's number, and where each is. */
export const notes = {
  taken(): number {
    const all = common.add(COMMON.notes).readPointer();
    return all.isNull() ? 0 : all.readS32(); // no native point, no notes
  },
  at: (n: number): NativePointer => common.add(COMMON.notes).readPointer().add(32 + (n & (NOTES - 1)) * NOTE),
  room: NOTES,
};

/** Where Frida's own code lies: its calls are nobody's. */
function ownCode(): [NativePointer, NativePointer] {
  const inner = new NativeFunction(helper.agent as NativePointer, "pointer", [], EXCLUSIVE)();
  const rows = File.readAllText("/proc/self/maps").split("\n").map((line) => {
    const [span, , , device, inode] = line.split(/\s+/);
    const [from, to] = (span ?? "").split("-");
    return { from: ptr(`0x${from || 0}`), to: ptr(`0x${to || 0}`), file: `${device} ${inode}` };
  });
  const own = rows.find((row) => inner.compare(row.from) >= 0 && inner.compare(row.to) < 0);
  if (own === undefined) {
    return [inner, inner];
  }
  const all = own.file.endsWith(" 0") ? [own] : rows.filter((row) => row.file === own.file);
  return [all[0].from, all[all.length - 1].to];
}

/** The runtime's own libraries, and those of the C library that it uses. */
const RUNTIME = /^lib(art|artd|artbase|artpalette|dexfile|profile|ziparchive|nativeloader|unwindstack|backtrace|base|log|c|c\+\+|stdc\+\+)(\.so(\.\d+)*|d\.so)$/;

/** Calls in the midst of the runtime's own work are not the app's. */
function knowRuntime(): void {
  const own = Process.enumerateModules().filter((m) => RUNTIME.test(m.name)).slice(0, RUNTIMES);
  own.forEach((m, i) => {
    common.add(COMMON.runtime + 16 * i).writePointer(m.base);
    common.add(COMMON.runtime + 16 * i + 8).writePointer(m.base.add(m.size));
  });
  common.add(COMMON.runtimes).writeS32(own.length);
}

export function prepare(): void {
  const wrong = layout.misfit(module.layout as NativePointer);
  if (wrong !== "") {
    throw new Error(wrong);
  }
  knowRuntime();
  common.add(COMMON.pid).writeS32(Process.id);
  new NativeFunction(module.begin as NativePointer, "void", [], EXCLUSIVE)();
  const [from, to] = ownCode();
  common.add(COMMON.from).writePointer(from);
  common.add(COMMON.to).writePointer(to);
  const map = new NativeFunction(Module.getGlobalExportByName("mmap"), "pointer", ["pointer", "size_t", "int", "int", "int", "long"]);
  const SHARED_ANONYMOUS = 0x21;
  common.add(COMMON.notes).writePointer(map(NULL, 32 + NOTE * NOTES, 3, SHARED_ANONYMOUS, -1, 0));
  common.add(COMMON.on).writeS32(1);
}

function place(of: Gate, id: number): NativePointer {
  const at = Memory.alloc(PLACE.size);
  const patterns = Memory.alloc(Math.max(PATTERN, PATTERN * of.patterns.length));
  of.patterns.forEach(([text, point], i) => {
    const copy = Memory.allocUtf8String(text);
    kept.push(copy);
    patterns.add(PATTERN * i).writePointer(copy);
    patterns.add(PATTERN * i + 8).writeS64(/^(0x[0-9a-f]+|\d+)$/i.test(text) ? Number(text) : -1);
    patterns.add(PATTERN * i + 16).writeS64(point);
  });
  kept.push(at, patterns);
  at.add(PLACE.patterns).writePointer(patterns);
  at.add(PLACE.count).writeS64(of.patterns.length);
  at.add(PLACE.how).writeS32(of.how);
  at.add(PLACE.arg).writeS32(of.arg);
  at.add(PLACE.any).writeS32(of.any);
  at.add(PLACE.forked).writeS32(of.forked ? 1 : 0);
  at.add(PLACE.directory).writeS32(of.directory);
  at.add(PLACE.id).writeS32(id);
  return at;
}

export function quad(value: NativePointer): number[] {
  const bytes: number[] = [];
  for (let rest = BigInt(value.toString()), i = 0; i < 8; i++, rest >>= 8n) {
    bytes.push(Number(rest & 255n));
  }
  return bytes;
}

const NOPS_X64 = new Array<number>(16).fill(0x90);

/** The stub's bytes, and where in them the listener sits. */
export function stubX64(at: NativePointer): { code: number[]; listener: number } {
  const ask = [
    0x55, 0x48, 0x89, 0xe5, // push rbp; mov rbp, rsp
    0x41, 0x52, 0x50, 0x41, 0x51, 0x41, 0x50, 0x51, 0x52, 0x56, 0x57, // push r10, rax, r9, r8, rcx, rdx, rsi, rdi
    0x48, 0x83, 0xe4, 0xf0, // and rsp, -16
    0x48, 0xbf, ...quad(at), // mov rdi, place
    0x48, 0x8b, 0x75, 0x08, // mov rsi, [rbp + 8]
    0x48, 0x8d, 0x55, 0xc0, // lea rdx, [rbp - 64]
    0x48, 0xb8, ...quad(gate), 0xff, 0xd0, // mov rax, gate; call rax
    0x85, 0xc0, // test eax, eax
    0x48, 0x8d, 0x65, 0xc0, // lea rsp, [rbp - 64]
    0x5f, 0x5e, 0x5a, 0x59, 0x41, 0x58, 0x41, 0x59, 0x58, 0x41, 0x5a, 0x5d, // pop them all, and rbp
    0x75, 0x0d, // jne listener
  ];
  const jump = [0x49, 0xbb, ...quad(at.add(PLACE.original)), 0x41, 0xff, 0x23]; // mov r11, original; jmp [r11]
  return { code: [...ask, ...jump, ...NOPS_X64, ...jump], listener: ask.length + jump.length };
}

/** The same for arm64. */
export function stubArm64(at: NativePointer): { code: number[]; listener: number } {
  const words: number[] = [
    0xa9ba7bfd, 0x910003fd, // stp x29, x30, [sp, #-96]!; mov x29, sp
    0xa90107e0, 0xa9020fe2, 0xa90317e4, 0xa9041fe6, 0xf9002be8, // stp x0..x7, [sp, #16]; str x8, [sp, #80]
    0, 0xaa1e03e1, 0x910043e2, // ldr x0, place; mov x1, x30; add x2, sp, #16
    0, 0xd63f0200, 0x2a0003f1, // ldr x16, gate; blr x16; mov w17, w0
    0xa94107e0, 0xa9420fe2, 0xa94317e4, 0xa9441fe6, 0xf9402be8, // ldp x0..x7; ldr x8
    0xa8c67bfd, // ldp x29, x30, [sp], #96
    0x35000091, // cbnz w17, listener
    0, 0xf9400210, 0xd61f0200, // ldr x16, original; ldr x16, [x16]; br x16
    0xd503201f, 0xd503201f, 0xd503201f, 0xd503201f, 0xd503201f, 0xd503201f, // nop
    0, 0xf9400210, 0xd61f0200,
  ];
  if (words.length % 2 === 1) {
    words.push(0xd503201f);
  }
  const literal = (i: number, register: number, which: number): void => {
    words[i] = 0x58000000 | (((words.length + 2 * which - i) & 0x7ffff) << 5) | register;
  };
  literal(7, 0, 0);
  literal(10, 16, 1);
  literal(20, 16, 2);
  literal(29, 16, 2);
  const code = words.flatMap((w) => [w & 255, (w >>> 8) & 255, (w >>> 16) & 255, w >>> 24]);
  return { code: [...code, ...quad(at), ...quad(gate), ...quad(at.add(PLACE.original))], listener: 23 * 4 };
}

export interface Listener {
  onEnter(this: InvocationContext, args: InvocationArguments): void;
  onLeave?(this: InvocationContext, value: InvocationReturnValue): void;
}

const STUBS: Record<string, typeof stubX64> = { x64: stubX64, arm64: stubArm64 };
/** A short function has room only for a short jump. */
const NEAR = Process.arch === "arm64" ? 0x7000000 : 0x70000000;

interface Page { base: NativePointer; used: number }
const pages: Page[] = [];

function distance(a: NativePointer, b: NativePointer): NativePointer {
  return a.compare(b) > 0 ? a.sub(b) : b.sub(a);
}

function freshPage(target: NativePointer): Page {
  let base: NativePointer;
  try {
    base = Memory.alloc(Process.pageSize, { near: target, maxDistance: NEAR });
  } catch {
    base = Memory.alloc(Process.pageSize);
  }
  kept.push(base);
  const made = { base, used: 0 };
  pages.push(made);
  return made;
}

function room(size: number, target: NativePointer): NativePointer {
  const has = (p: Page): boolean => p.used + size <= Process.pageSize && distance(p.base, target).compare(NEAR) < 0;
  const page = pages.find(has) ?? freshPage(target);
  const at = page.base.add(page.used);
  page.used += (size + 15) & ~15;
  return at;
}

/** Has calls of a function that its gate lets through seen by a listener. `id` is what notes name it by. */
export function watch(target: NativePointer, of: Gate, id: number, listener: Listener): void {
  const at = place(of, id);
  const make = STUBS[Process.arch];
  if (make === undefined) {
    watchPlainly(target, at, listener);
    return;
  }
  const { code, listener: where } = make(at);
  const stub = room(code.length, target);
  Memory.patchCode(stub, code.length, (to) => void to.writeByteArray(code));
  Interceptor.attach(stub.add(where), listener);
  const original = at.add(PLACE.original);
  enter(target, stub, original);
  originals.set(target.toString(), original);
}

function enter(target: NativePointer, stub: NativePointer, original: NativePointer): void {
  entered.push({ target });
  try {
    original.writePointer(Interceptor.replaceFast(target, stub)); // takes effect when this turn ends
  } catch (error) {
    if (Process.arch !== "x64") {
      throw error;
    }
    jumpShortly(target, stub, original);
  }
}

/** Bytes that any way into a function takes at least. */
const ENTRY = 5;
/** Functions that were made to go elsewhere, and how each begins with that; null: it cannot be read, or was told of. */
const entered: { target: NativePointer; bytes?: string | null }[] = [];

function entry(target: NativePointer): string | null {
  try {
    return Array.from(new Uint8Array(target.readByteArray(ENTRY)!)).join(" ");
  } catch {
    return null; // code that may be run and not read (Android 10)
  }
}

/** Names of the functions whose hook is no longer there since it was looked at last: the app changed code in memory. */
export function takenOut(): string[] {
  const gone: string[] = [];
  for (const one of entered) {
    if (one.bytes === undefined) {
      one.bytes = entry(one.target);
    } else if (one.bytes !== null && entry(one.target) !== one.bytes) {
      one.bytes = null;
      gone.push(DebugSymbol.fromAddress(one.target).name ?? one.target.toString());
    }
  }
  return gone;
}

/** Where the gate of a watched function finds what it goes on to. */
const originals = new Map<string, NativePointer>();

/** Puts `code` (bytes that run at any place) in place of a function; its original is left at `original`. A gate before it
 * stays, and sees calls as the program makes them. */
export function replaceBehindGate(target: NativePointer, code: number[], original: NativePointer): void {
  const stub = room(code.length, target);
  Memory.patchCode(stub, code.length, (to) => void to.writeByteArray(code));
  const slot = originals.get(target.toString());
  if (slot === undefined) {
    enter(target, stub, original);
    return;
  }
  original.writePointer(slot.readPointer());
  slot.writePointer(stub);
}

const JUMP = 5;
const LONGEST_HEAD = 128;
const jumps: { target: NativePointer; head: ArrayBuffer }[] = [];

/** Frida's fast way needs 16 bytes of a function; a system call's is shorter, but has room for a near jump. */
function jumpShortly(target: NativePointer, stub: NativePointer, original: NativePointer): void {
  if (distance(stub, target).compare(NEAR) >= 0) {
    throw new Error("it is too short, and no memory is free near it");
  }
  const moved = room(LONGEST_HEAD, target);
  let n = 0;
  Memory.patchCode(moved, LONGEST_HEAD, (to) => {
    const writer = new X86Writer(to, { pc: moved });
    const relocator = new X86Relocator(target, writer);
    while (n < JUMP) {
      n = relocator.readOne();
      if (n === 0) {
        throw new Error("it is too short");
      }
    }
    relocator.writeAll();
    if (!relocator.eoi) {
      writer.putJmpAddress(target.add(n));
    }
    writer.flush();
  });
  original.writePointer(moved);
  jumps.push({ target, head: target.readByteArray(JUMP)! });
  Memory.patchCode(target, JUMP, (to) => {
    const writer = new X86Writer(to, { pc: target });
    writer.putJmpAddress(stub);
    writer.flush();
  });
}

/** Before the agent leaves: what Frida does not know of is put back. */
export function restore(): void {
  entered.length = 0;
  common.add(COMMON.on).writeS32(0);
  for (const { target, head } of jumps.splice(0)) {
    Memory.patchCode(target, JUMP, (to) => void to.writeByteArray(head));
  }
}

/** On other processors every call costs a turn in JavaScript. */
function watchPlainly(target: NativePointer, at: NativePointer, listener: Listener): void {
  const { onEnter, onLeave } = listener;
  const scratch = Memory.alloc(8 * Process.pointerSize);
  Interceptor.attach(target, {
    onEnter(args) {
      for (let i = 0; i < 8; i++) {
        scratch.add(i * Process.pointerSize).writePointer(args[i]);
      }
      this.seen = asks(at, this.returnAddress, scratch) !== 0;
      if (this.seen) {
        onEnter.call(this, args);
      }
    },
    ...(onLeave === undefined ? {} : {
      onLeave(value: InvocationReturnValue): void {
        if (this.seen) {
          onLeave.call(this, value);
        }
      },
    }),
  });
}

// The stub of a watched function, in machine code: it asks the gate, with every register as the caller left it, and goes on
// to the original, by way of the listener's place if the gate says so.

export interface Stub {
  code: number[];
  /** Where in the code the listener sits. */
  listener: number;
}

export function quad(value: NativePointer): number[] {
  const bytes: number[] = [];
  for (let rest = BigInt(value.toString()), i = 0; i < 8; i++, rest >>= 8n) {
    bytes.push(Number(rest & 255n));
  }
  return bytes;
}

const NOPS_X64 = new Array<number>(16).fill(0x90);

export function stubX64(place: NativePointer, gate: NativePointer, original: NativePointer): Stub {
  // An instruction a line.
  // prettier-ignore
  const ask = [
    0x55, 0x48, 0x89, 0xe5, // push rbp; mov rbp, rsp
    0x41, 0x52, 0x50, 0x41, 0x51, 0x41, 0x50, 0x51, 0x52, 0x56, 0x57, // push r10, rax, r9, r8, rcx, rdx, rsi, rdi
    0x48, 0x83, 0xe4, 0xf0, // and rsp, -16
    0x48, 0xbf, ...quad(place), // mov rdi, place
    0x48, 0x8b, 0x75, 0x08, // mov rsi, [rbp + 8]
    0x48, 0x8d, 0x55, 0xc0, // lea rdx, [rbp - 64]
    0x48, 0xb8, ...quad(gate), 0xff, 0xd0, // mov rax, gate; call rax
    0x85, 0xc0, // test eax, eax
    0x48, 0x8d, 0x65, 0xc0, // lea rsp, [rbp - 64]
    0x5f, 0x5e, 0x5a, 0x59, 0x41, 0x58, 0x41, 0x59, 0x58, 0x41, 0x5a, 0x5d, // pop them all, and rbp
    0x75, 0x0d, // jne listener
  ];
  const jump = [0x49, 0xbb, ...quad(original), 0x41, 0xff, 0x23]; // mov r11, original; jmp [r11]
  return { code: [...ask, ...jump, ...NOPS_X64, ...jump], listener: ask.length + jump.length };
}

/** The same for arm64. */
export function stubArm64(place: NativePointer, gate: NativePointer, original: NativePointer): Stub {
  // An instruction a line.
  // prettier-ignore
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
  return { code: [...code, ...quad(place), ...quad(gate), ...quad(original)], listener: 23 * 4 };
}

export const STUBS: Record<string, typeof stubX64> = { x64: stubX64, arm64: stubArm64 };

// Remembers things about Java objects without keeping them alive and without trusting identity hashes alone.

import { identityOf } from "../classes.js";
import * as jni from "../jni.js";

interface Entry<T> {
  weak: jni.Ref;
  value: T;
}

export class Tracked<T> {
  private readonly entries = new Map<number, Entry<T>[]>();
  private size = 0;

  constructor(private readonly limit: number) {}

  get(env: jni.Ref, ref: jni.Ref): T | undefined {
    const bucket = this.entries.get(identityOf(env, ref));
    return bucket?.find((e) => jni.isSame(env, e.weak, ref) !== 0)?.value;
  }

  set(env: jni.Ref, ref: jni.Ref, value: T): void {
    const id = identityOf(env, ref);
    const bucket = this.entries.get(id) ?? [];
    const known = bucket.find((e) => jni.isSame(env, e.weak, ref) !== 0);
    if (known !== undefined) {
      known.value = value;
      return;
    }
    bucket.push({ weak: jni.newWeak(env, ref), value });
    this.entries.set(id, bucket);
    if (++this.size > this.limit) {
      this.evict(env);
    }
  }

  private evict(env: jni.Ref): void {
    const [id, bucket] = this.entries.entries().next().value as [number, Entry<T>[]];
    this.entries.delete(id);
    for (const entry of bucket) {
      jni.deleteWeak(env, entry.weak);
      this.size--;
    }
  }
}

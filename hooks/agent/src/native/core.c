/*
 * The part of every hook that runs without JavaScript: the clock, the caller's stack as a number, what a thread is in the
 * middle of, and calls that are the same as one already recorded, which are only counted.
 *
 * A call is the same when its thread, point, object, stack, arguments and result are what they were: the values' contents
 * are hashed to 128 bits, with keys chosen anew in each process. Anything else goes to `before` and `after`, in JavaScript:
 * while the original runs there is no JavaScript on the stack, so that a hooked call takes little of it.
 */
#include "core.h"
#include "facts.h"
#include "value.h"
#include "core/imports.h"
#include "core/jni.h"
#include "core/thread.c"
#include "core/stack.c"
#include "core/values.c"
#include "core/known.c"
#include "core/ending.c"
#include "core/classes.c"
#include "core/method.c"

const struct fact facts[] = {
  WHOLE (thread), FIELD (thread, mono), FIELD (thread, stack), FIELD (thread, frames),
  FIELD (thread, recording), FIELD (thread, tid), FIELD (thread, object), FIELD (thread, dumping), FIELD (thread, frame),
  WHOLE (site), FIELD (site, holder), FIELD (site, target), FIELD (site, types), FIELD (site, opaque), FIELD (site, id),
  FIELD (site, group), FIELD (site, is_static), FIELD (site, lane), FIELD (site, ret), FIELD (site, n),
  FIELD (site, opaques), FIELD (site, starts),
  WHOLE (frame), FIELD (frame, method), FIELD (frame, location), WHOLE (line), FIELD (line, start), FIELD (line, number),
  WHOLE (counted), FIELD (counted, template), FIELD (counted, count), FIELD (counted, first), FIELD (counted, last),
  WHOLE (shared), FIELD (shared, jvmti), FIELD (shared, identity), FIELD (shared, system), FIELD (shared, string),
  FIELD (shared, bytes), FIELD (shared, before), FIELD (shared, after), FIELD (shared, same), FIELD (shared, resolve),
  FIELD (shared, seed), FIELD (shared, keys), FIELD (shared, numbers), FIELD (shared, wanted), FIELD (shared, late),
  FIELD (shared, drain), FIELD (shared, pid), FIELD (shared, vm), FIELD (shared, complaints_to),
  FIELD (shared, throwable), FIELD (shared, fill), FIELD (shared, nested), FIELD (shared, state_mask), FIELD (shared, native),
  NUMBER (MAX_FRAMES), NUMBER (STACKS), NUMBER (SPAN_NS), NUMBER (WANTED), NUMBER (MOST_OPAQUE), LAST
};

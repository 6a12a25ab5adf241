/* What the wrappers of hooked methods begin with: one small function each, written when a method is hooked (sites.ts). */
#include <stdint.h>
#include "value.h"
extern void enter (void *, void *, void *, value *, value *);

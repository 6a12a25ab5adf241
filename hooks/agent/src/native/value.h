/* An argument or a result, as the wrappers of hooked methods hand it on (wrapper.c, sites.ts). */
typedef union { void *l; uint8_t z; int8_t b; uint16_t c; int16_t s; int32_t i; int64_t j; float f; double d; } value;

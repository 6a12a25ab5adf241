/* What a module says of itself, for the scripts to read when it is loaded (compiled.ts): where the fields of its structs are
 * and how wide, and its numbers. So no script has a place of its own that could slip. */
#ifndef FACTS_H
#define FACTS_H
#include <stddef.h>
#include <stdint.h>

struct fact { const char *name; int32_t at, size; };
/* A field of a struct; a struct, with the size of all of it; a number. LAST ends the list. */
#define FIELD(type, field) { #type "." #field, (int32_t) offsetof (struct type, field), (int32_t) sizeof (((struct type *) 0)->field) }
#define WHOLE(type) { #type, 0, (int32_t) sizeof (struct type) }
#define NUMBER(name) { #name, (int32_t) (name), 0 }
#define LAST { 0, 0, 0 }
#endif

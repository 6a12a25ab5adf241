/* What Frida's bridge asks Android's C library for; answers as a phone with Android 11 would. */
#include <string.h>

static const char *const properties[][2] = {
  {"ro.build.version.sdk", "30"},
  {"ro.build.version.release", "11"},
  {"ro.build.version.codename", "REL"},
};

int __system_property_get(const char *name, char *value) {
  value[0] = 0;
  for (unsigned i = 0; i < sizeof properties / sizeof *properties; i++) {
    if (strcmp(name, properties[i][0]) == 0) {
      strcpy(value, properties[i][1]);
    }
  }
  return (int) strlen(value);
}

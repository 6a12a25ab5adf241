/* libcore loads a library of this name; what it would do is in libjavacore here. */
int JNI_OnLoad(void *vm, void *reserved) {
  return 0x00010006;
}

/* Functions of Android's own libraries, as far as the tests call them. Built by python -m tests.capture.agent.fakes. */

typedef struct { char name[64]; char value[92]; } prop_info;

static prop_info found;

static int copy(char *to, const char *from) {
  int n = 0;
  while ((to[n] = from[n]) != 0) n++;
  return n;
}

static void fill(prop_info *p, const char *name) {
  int n;
  copy(p->name, name);
  n = copy(p->value, "value of ");
  copy(p->value + n, name);
}

int __system_property_get(const char *name, char *value) {
  prop_info p;
  fill(&p, name);
  return copy(value, p.value);
}

const prop_info *__system_property_find(const char *name) {
  fill(&found, name);
  return &found;
}

int __system_property_read(const prop_info *p, char *name, char *value) {
  copy(name, p->name);
  return copy(value, p->value);
}

void __system_property_read_callback(const prop_info *p, void (*callback)(void *, const char *, const char *, unsigned), void *cookie) {
  if (callback != 0) callback(cookie, p->name, p->value, 1);
}

int ASensorEventQueue_enableSensor(void *queue, const void *sensor) { return queue == 0 || sensor == 0 ? -22 : 0; }

int ASensorEventQueue_registerSensor(void *queue, const void *sensor, int period, long latency) {
  return queue == 0 || sensor == 0 || period < 0 || latency < 0 ? -22 : 0;
}

static int direction;

void AAudioStreamBuilder_setDirection(void *builder, int to) { direction = builder == 0 ? direction : to; }

unsigned slCreateEngine(void **engine, unsigned size, const void *options, unsigned count, const void *ids, const void *required) {
  *engine = (void *)&direction;
  return size + count + (options != 0) + (ids != 0) + (required != 0);
}

int ACameraManager_openCamera(void *manager, const char *id, void *callbacks, void **device) {
  *device = manager;
  return id == 0 || callbacks == 0 ? -10001 : 0;
}

/* The C library's ways to end a process, for Java. */
extern void abort(void);
extern void _exit(int);

void Java_com_example_app_Load_abort(void *env, void *cls) {
  abort();
}

void Java_com_example_app_Load_leave(void *env, void *cls, int code) {
  _exit(code);
}

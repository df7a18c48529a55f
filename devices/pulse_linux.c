#include "pulse_linux.h"

#include <dlfcn.h>
#include <stddef.h>

// What is used of libpulse, which miniaudio loads at run time too: nobody
// needs it for building, or on a computer without that server.
typedef struct pa_mainloop pa_mainloop;
typedef struct pa_mainloop_api pa_mainloop_api;
typedef struct pa_context pa_context;

static struct {
	pa_mainloop *(*mainloop_new)(void);
	pa_mainloop_api *(*mainloop_get_api)(pa_mainloop *);
	int (*mainloop_iterate)(pa_mainloop *, int block, int *result);
	void (*mainloop_free)(pa_mainloop *);
	pa_context *(*context_new)(pa_mainloop_api *, const char *name);
	int (*context_connect)(pa_context *, const char *server, int flags, const void *spawn);
	int (*context_get_state)(const pa_context *);
	void (*context_disconnect)(pa_context *);
	void (*context_unref)(pa_context *);
} pulse;

// From pulse/def.h.
enum { no_autospawn = 1, state_ready = 4 };

static int find(void *library, const char *name, void *function) {
	*(void **)function = dlsym(library, name);
	return *(void **)function != NULL;
}

// The library stays loaded.
int pulse_load(void) {
	void *library = dlopen("libpulse.so.0", RTLD_NOW);
	return library != NULL &&
	       find(library, "pa_mainloop_new", &pulse.mainloop_new) &&
	       find(library, "pa_mainloop_get_api", &pulse.mainloop_get_api) &&
	       find(library, "pa_mainloop_iterate", &pulse.mainloop_iterate) &&
	       find(library, "pa_mainloop_free", &pulse.mainloop_free) &&
	       find(library, "pa_context_new", &pulse.context_new) &&
	       find(library, "pa_context_connect", &pulse.context_connect) &&
	       find(library, "pa_context_get_state", &pulse.context_get_state) &&
	       find(library, "pa_context_disconnect", &pulse.context_disconnect) &&
	       find(library, "pa_context_unref", &pulse.context_unref);
}

// The states after ready are those of a failure.
static int becomes_ready(pa_mainloop *loop, pa_context *context) {
	if (pulse.context_connect(context, NULL, no_autospawn, NULL) < 0) return 0;
	while (pulse.context_get_state(context) < state_ready) {
		if (pulse.mainloop_iterate(loop, 1, NULL) < 0) return 0;
	}
	int ready = pulse.context_get_state(context) == state_ready;
	pulse.context_disconnect(context);
	return ready;
}

int pulse_answers(void) {
	pa_mainloop *loop = pulse.mainloop_new();
	if (loop == NULL) return 0;
	pa_context *context = pulse.context_new(pulse.mainloop_get_api(loop), "Parley");
	int ready = 0;
	if (context != NULL) {
		ready = becomes_ready(loop, context);
		pulse.context_unref(context);
	}
	pulse.mainloop_free(loop);
	return ready;
}

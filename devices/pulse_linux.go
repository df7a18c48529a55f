package devices

// #include "pulse_linux.h"
import "C"

import "sync"

// loadPulse loads the server's library when it is first asked for.
var loadPulse = sync.OnceValue(func() bool { return C.pulse_load() != 0 })

// pulseAnswers reports whether a PulseAudio server can be reached. miniaudio is
// not asked in vain: for each attempt that fails it keeps some 20 kB, since it
// frees the loop and not the context (ma_init_pa_mainloop_and_pa_context__pulse),
// and a computer without a server is asked again for as long as Parley runs.
func pulseAnswers() bool { return loadPulse() && C.pulse_answers() != 0 }

#include "apm.h"

#include <string.h>

#include <memory>
#include <new>

#include <webrtc/common.h>
#include <webrtc/modules/audio_processing/include/audio_processing.h>
#include <webrtc/modules/interface/module_common_types.h>

using namespace webrtc;

namespace {
const int kRate = 48000;
const int kBlock = kRate / 100;

void prepare(AudioFrame *frame) {
	frame->sample_rate_hz_ = kRate;
	frame->num_channels_ = 1;
	frame->samples_per_channel_ = kBlock;
}
}  // namespace

struct apm {
	std::unique_ptr<AudioProcessing> processing;
	AudioFrame far, near;
};

// A long filter reaches the echoes of a large room. Being agnostic of the
// delay corrects what the devices claim, which is wrong on many computers.
static bool initialize(apm *a) {
	Config config;
	config.Set<ExtendedFilter>(new ExtendedFilter(true));
	config.Set<DelayAgnostic>(new DelayAgnostic(true));
	a->processing.reset(AudioProcessing::Create(config));
	if (!a->processing) return false;
	StreamConfig mono(kRate, 1);
	ProcessingConfig streams = {{mono, mono, mono, mono}};
	if (a->processing->Initialize(streams) != 0) return false;
	EchoCancellation *echo = a->processing->echo_cancellation();
	GainControl *gain = a->processing->gain_control();
	return echo->set_suppression_level(EchoCancellation::kHighSuppression) == 0 &&
	       echo->enable_drift_compensation(false) == 0 && echo->enable_metrics(true) == 0 &&
	       gain->set_mode(GainControl::kAdaptiveDigital) == 0 &&
	       a->processing->voice_detection()->Enable(true) == 0;
}

apm *apm_new(void) {
	std::unique_ptr<apm> a(new (std::nothrow) apm);
	if (!a || !initialize(a.get())) return nullptr;
	prepare(&a->far);
	prepare(&a->near);
	return a.release();
}

// A switch that stays as it was is not touched: enabling starts afresh.
template <typename Part>
static int turn(Part *part, bool on) {
	return part->is_enabled() == on ? 0 : part->Enable(on);
}

// Another level goes on with what is known of the noise.
static int suppress(NoiseSuppression *part, int noise) {
	static const NoiseSuppression::Level levels[] = {
		NoiseSuppression::kLow, NoiseSuppression::kLow, NoiseSuppression::kModerate, NoiseSuppression::kHigh};
	int error = part->set_level(levels[noise]);
	return error == 0 ? turn(part, noise != 0) : error;
}

int apm_set(apm *a, apm_options options) {
	int error = turn(a->processing->echo_cancellation(), options.echo != 0);
	if (error == 0) error = suppress(a->processing->noise_suppression(), options.noise);
	if (error == 0) error = turn(a->processing->gain_control(), options.gain != 0);
	if (error == 0) error = turn(a->processing->high_pass_filter(), options.high_pass != 0);
	return error;
}

int apm_render(apm *a, const int16_t *pcm, int channels) {
	if (channels == 1) {
		memcpy(a->far.data_, pcm, kBlock * sizeof *pcm);
	} else {
		for (int i = 0; i < kBlock; i++) a->far.data_[i] = (pcm[2 * i] + pcm[2 * i + 1]) / 2;
	}
	return a->processing->ProcessReverseStream(&a->far);
}

apm_captured apm_capture(apm *a, int16_t *pcm, int delay_ms) {
	apm_captured result = {0, 0};
	memcpy(a->near.data_, pcm, kBlock * sizeof *pcm);
	a->processing->set_stream_delay_ms(delay_ms);
	result.error = a->processing->ProcessStream(&a->near);
	if (result.error != 0) return result;
	memcpy(pcm, a->near.data_, kBlock * sizeof *pcm);
	result.voice = a->processing->voice_detection()->stream_has_voice();
	return result;
}

int apm_echo_return_loss(apm *a) {
	EchoCancellation::Metrics metrics;
	EchoCancellation *echo = a->processing->echo_cancellation();
	if (!echo->is_enabled() || echo->GetMetrics(&metrics) != 0) return 0;
	return metrics.echo_return_loss_enhancement.instant;
}

void apm_free(apm *a) { delete a; }

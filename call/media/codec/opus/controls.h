#ifndef PARLEY_OPUS_CONTROLS_H
#define PARLEY_OPUS_CONTROLS_H

#include <opus.h>

typedef struct {
	int bitrate; // bits a second
	int vbr, fec, loss_percent, complexity;
	int signal; // OPUS_SIGNAL_VOICE or OPUS_SIGNAL_MUSIC
} encoder_settings;

// The controls are variadic, which cgo cannot call. Each returns OPUS_OK or
// why not.
int encoder_configure(OpusEncoder *e, encoder_settings s);
int encoder_set_bitrate(OpusEncoder *e, int bitrate);
int encoder_set_loss(OpusEncoder *e, int percent);

// Returns the first byte of the packet's first frame, or one of libopus'
// errors. Frames may be empty: then OPUS_INVALID_PACKET.
int packet_first_byte(const unsigned char *packet, int size);

#endif

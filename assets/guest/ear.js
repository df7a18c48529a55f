// How loud sounds are, computed from what is decoded (Web Audio API). Nobody sends levels beside the sound (RFC 6464):
// whoever carries it would read there who speaks.

const samples = 4096; // 85 ms at 48 kHz: about what is new at each look

/** Ear measures sounds, however loud they are played. */
export class Ear {
  #context = new AudioContext({ sinkId: { type: 'none' } }); // nothing is played: where a browser can, it opens no speaker for that

  /** hear returns the Level of a track. */
  hear(track) {
    return new Level(this.#context, track);
  }

  close() {
    this.#context.close();
  }
}

class Level {
  #context;
  #source;
  #analyser;
  #samples = new Float32Array(samples);

  constructor(context, track) {
    this.#context = context;
    this.#source = context.createMediaStreamSource(new MediaStream([track]));
    this.#analyser = new AnalyserNode(context, { fftSize: samples });
    this.#source.connect(this.#analyser);
  }

  /** now is the loudness (RMS) of the last samples, 1 being full scale; null while the browser waits for a click before it computes sound. */
  now() {
    if (this.#context.state !== 'running') {
      this.#context.resume().catch(() => {});
      return null;
    }
    this.#analyser.getFloatTimeDomainData(this.#samples);
    let sum = 0;
    for (const sample of this.#samples) sum += sample * sample;
    return Math.sqrt(sum / samples);
  }

  close() {
    this.#source.disconnect();
  }
}

const patience = 20_000; // milliseconds

export default async (load) => {
  const { Ear } = await load('ear.js');
  return {
    async 'a tone is as loud as it is, and silence is nothing'() {
      const context = new AudioContext();
      const tone = new OscillatorNode(context, { frequency: 440 });
      const volume = new GainNode(context, { gain: 0.5 });
      const out = new MediaStreamAudioDestinationNode(context);
      tone.connect(volume).connect(out);
      tone.start();
      const ear = new Ear();
      const level = ear.hear(out.stream.getAudioTracks()[0]);
      const comes = async (least, most) => {
        let now = null;
        for (const end = performance.now() + patience; performance.now() < end;) {
          now = level.now();
          if (now !== null && now >= least && now <= most) return;
          await new Promise((done) => setTimeout(done, 20));
        }
        throw new Error(`the level is ${now}`);
      };
      await comes(0.3, 0.4); // 0.5 / sqrt(2)
      volume.gain.value = 0.005;
      await comes(0.003, 0.004);
      volume.gain.value = 0;
      await comes(0, 0);
      level.close();
      ear.close();
      context.close();
    },
  };
};

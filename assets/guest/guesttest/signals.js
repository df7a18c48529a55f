// Gives a page the test signals of call/media/frame/testsignal as its camera, its microphone and its screen: each
// picture carries its number and the time, each second of sound which one it is. Devices are asked for all the same.

(() => {
  const devices = navigator.mediaDevices;
  if (!devices) return; // about:blank has none
  const size = { width: 640, height: 360 };
  const frame = 66; // milliseconds
  const columns = 16;
  const rows = 4;
  const dither = 0x9a6b5c3d72e941n;

  /** crc16 is CRC-16/CCITT-FALSE over 40 bits. */
  const crc16 = (payload) => {
    let crc = 0xffff;
    for (let shift = 32n; shift >= 0n; shift -= 8n) {
      crc ^= Number((payload >> shift) & 0xffn) << 8;
      for (let i = 0; i < 8; i++) crc = ((crc << 1) ^ (crc & 0x8000 ? 0x1021 : 0)) & 0xffff;
    }
    return crc;
  };

  /** isWhite returns which cells of a picture are white. */
  const isWhite = (number, millis) => {
    const payload = (BigInt(number & 0xffffff) << 16n) | BigInt(millis & 0xffff);
    const bits = ((payload << 16n) | BigInt(crc16(payload))) ^ dither;
    return (column, row) => {
      if (column === 0) return row % 2 === 0;
      if (column === columns - 1) return row % 2 === 1;
      return ((bits >> BigInt(55 - row * (columns - 2) - column + 1)) & 1n) === 1n;
    };
  };

  const draw = (paper, number) => {
    const { width, height } = size;
    const cell = width / 40;
    const now = Date.now();
    paper.fillStyle = `hsl(${(now / 20) % 360} 40% 45%)`;
    paper.fillRect(0, 0, width, height);
    paper.fillStyle = '#2c2c2c';
    const [left, top] = [(width - columns * cell) / 2, height * 0.19];
    paper.fillRect(left - cell / 2, top - cell / 2, (columns + 1) * cell, 6 * cell);
    const white = isWhite(number, now);
    for (let row = 0; row < rows; row++) {
      for (let column = 0; column < columns; column++) {
        paper.fillStyle = white(column, row) ? '#fff' : '#000';
        paper.fillRect(left + column * cell, top + row * cell, cell, cell);
      }
    }
  };

  /** film returns a track of pictures; they end with it. */
  const film = () => {
    const canvas = Object.assign(document.createElement('canvas'), size);
    const paper = canvas.getContext('2d');
    let number = 0;
    draw(paper, number);
    const [track] = canvas.captureStream().getVideoTracks();
    const timer = setInterval(() => (track.readyState === 'live' ? draw(paper, ++number) : clearInterval(timer)), frame);
    return track;
  };

  const rate = 48_000;
  const part = rate / 100;
  const tones = [1000, 1450, 1950, 2500]; // Hz

  /** marker is the sound of a second: a chirp, a gap, four tones. */
  const marker = (second) => {
    const pcm = new Float32Array(13 * part);
    const put = (from, length, turns) => {
      for (let i = 0; i < length; i++) {
        const edge = Math.min(1, Math.min(i + 1, length - i) / (0.003 * rate));
        pcm[from + i] = 0.35 * (0.5 - 0.5 * Math.cos(Math.PI * edge)) * Math.sin(2 * Math.PI * turns(i / rate));
      }
    };
    put(0, 4 * part, (t) => 900 * t + (1800 * t * t) / 0.08);
    const symbols = [(second >> 4) & 3, (second >> 2) & 3, second & 3];
    symbols.push((symbols[0] + 2 * symbols[1] + 3 * symbols[2] + 1) & 3);
    symbols.forEach((symbol, i) => put((5 + 2 * i) * part, 2 * part, (t) => tones[symbol] * t));
    return pcm;
  };

  /** sound returns a track of markers; they end with it. */
  const sound = () => {
    const context = new AudioContext({ sampleRate: rate });
    const out = context.createMediaStreamDestination();
    const [track] = out.stream.getAudioTracks();
    let last = 0;
    const next = () => {
      const now = Date.now();
      const second = Math.ceil(now / 1000);
      if (second === last || second * 1000 - now > 500) return;
      last = second;
      const buffer = context.createBuffer(1, 13 * part, rate);
      buffer.copyToChannel(marker(second % 64), 0);
      const source = new AudioBufferSourceNode(context, { buffer });
      source.connect(out);
      source.start(context.currentTime + second - now / 1000);
    };
    const timer = setInterval(() => {
      if (track.readyState === 'live') return next();
      clearInterval(timer);
      context.close();
    }, 100);
    return track;
  };

  const ask = devices.getUserMedia.bind(devices);
  devices.getUserMedia = async (wanted) => {
    const real = await ask(wanted);
    return new MediaStream(real.getTracks().map((track) => (track.stop(), track.kind === 'audio' ? sound() : film())));
  };
  devices.getDisplayMedia = async () => new MediaStream([film()]);

  // Others look for the signals if they are told of them.
  const send = RTCDataChannel.prototype.send;
  RTCDataChannel.prototype.send = function (data) {
    const message = this.label === 'control' && typeof data === 'string' ? JSON.parse(data) : {};
    return send.call(this, message.type === 'media' ? JSON.stringify({ ...message, test_signals: true }) : data);
  };
})();

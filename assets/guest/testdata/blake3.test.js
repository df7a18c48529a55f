import { equal } from './run.js';

// Of the test vectors of the BLAKE3 specification: the input counts 0 to 250, again and again.
const vectors = {
  0: ['af1349b9f5f9a1a6a0404dea36dcc9499bcb25c9adc112b7cc9a93cae41f3262', '92b2b75604ed3c761f9d6f62392c8a9227ad0ea3f09573e783f1498a4ed60d26'],
  1: ['2d3adedff11b61f14c886e35afa036736dcd87a74d27b5c1510225d0f592e213', '6d7878dfff2f485635d39013278ae14f1454b8c0a3a2d34bc1ab38228a80c95b'],
  1024: ['42214739f095a406f3fc83deb889744ac00df831c10daa55189b5d121c855af7', '75c46f6f3d9eb4f55ecaaee480db732e6c2105546f1e675003687c31719c7ba4'],
  1025: ['d00278ae47eb27b34faecf67b4fe263f82d5412916c1ffd97c8cb7fb814b8444', '357dc55de0c7e382c900fd6e320acc04146be01db6a8ce7210b7189bd664ea69'],
};

export default async (load) => {
  const { blake3 } = await load('files/blake3.js');
  const { hex, utf8 } = await load('bytes.js');
  const input = (size) => Uint8Array.from({ length: size }, (_, i) => i % 251);
  const key = utf8('whats the Elvish word for friend');
  return {
    'the vectors of the specification'() {
      for (const [size, [plain, keyed]] of Object.entries(vectors)) {
        equal(hex(blake3(input(Number(size)))), plain);
        equal(hex(blake3(input(Number(size)), key)), keyed);
      }
    },
    'a view into other bytes'() {
      const inside = input(3000).subarray(251, 251 + 1025);
      equal(hex(blake3(inside)), vectors[1025][0]);
    },
  };
};

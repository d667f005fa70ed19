/* SHA-256 of bytes as 64 hex digits: the browser's own where it gives it (HTTPS only), else computed here. */
"use strict";

(function (root) {
  const patrol = (root.patrol = root.patrol || {});

  /* The constants of FIPS 180-4: fractional parts of the roots of the first primes. */
  function fractions(count, power) {
    const found = [];
    for (let number = 2; found.length < count; number += 1) {
      let prime = true;
      for (let divisor = 2; divisor * divisor <= number; divisor += 1) if (number % divisor === 0) prime = false;
      if (prime) found.push(((Math.pow(number, power) % 1) * 4294967296) >>> 0);
    }
    return found;
  }
  const ROUND = fractions(64, 1 / 3);
  const START = fractions(8, 1 / 2);

  const turn = function (word, by) {
    return (word >>> by) | (word << (32 - by));
  };

  function padded(bytes) {
    const length = Math.ceil((bytes.length + 9) / 64) * 64;
    const block = new Uint8Array(length);
    block.set(bytes);
    block[bytes.length] = 0x80;
    const view = new DataView(block.buffer);
    view.setUint32(length - 8, Math.floor(bytes.length / 536870912));
    view.setUint32(length - 4, (bytes.length << 3) >>> 0);
    return view;
  }

  function digest(state, words) {
    let [a, b, c, d, e, f, g, h] = state;
    for (let i = 0; i < 64; i += 1) {
      if (i >= 16) {
        const one = words[i - 15];
        const two = words[i - 2];
        const small0 = turn(one, 7) ^ turn(one, 18) ^ (one >>> 3);
        const small1 = turn(two, 17) ^ turn(two, 19) ^ (two >>> 10);
        words[i] = (words[i - 16] + small0 + words[i - 7] + small1) | 0;
      }
      const large1 = turn(e, 6) ^ turn(e, 11) ^ turn(e, 25);
      const first = (h + large1 + ((e & f) ^ (~e & g)) + ROUND[i] + words[i]) | 0;
      const large0 = turn(a, 2) ^ turn(a, 13) ^ turn(a, 22);
      const second = (large0 + ((a & b) ^ (a & c) ^ (b & c))) | 0;
      h = g; g = f; f = e;
      e = (d + first) | 0;
      d = c; c = b; b = a;
      a = (first + second) | 0;
    }
    return [a, b, c, d, e, f, g, h].map(function (word, index) {
      return (state[index] + word) | 0;
    });
  }

  function computed(bytes) {
    const view = padded(bytes);
    const words = new Int32Array(64);
    let state = START;
    for (let at = 0; at < view.byteLength; at += 64) {
      for (let i = 0; i < 16; i += 1) words[i] = view.getInt32(at + i * 4);
      state = digest(state, words);
    }
    return state.map((word) => ("0000000" + (word >>> 0).toString(16)).slice(-8)).join("");
  }

  function hex(buffer) {
    return Array.from(new Uint8Array(buffer), (byte) => ("0" + byte.toString(16)).slice(-2)).join("");
  }

  /* `content` is a text or an ArrayBuffer. */
  patrol.sha256 = async function (content) {
    const bytes = typeof content === "string" ? new TextEncoder().encode(content) : new Uint8Array(content);
    const own = root.crypto && root.crypto.subtle;
    return own ? hex(await own.digest("SHA-256", bytes)) : computed(bytes);
  };
  patrol.sha256.computed = computed;
})(self);

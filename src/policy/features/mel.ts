import { f32, f64 } from '../indexing.ts';

/** Mono sound that the mel bands are computed from (policy-study.md 2.1). */
export const SAMPLE_RATE = 16_000;
/** Samples under one window. */
const WINDOW = 512;
/** Mel bands per hop. */
export const MEL_BANDS = 40;
const LOWEST_HZ = 60;
const HIGHEST_HZ = 7600;
const BINS = WINDOW / 2 + 1;

const toMel = (hertz: number) => 2595 * Math.log10(1 + hertz / 700);

const HANN = Float64Array.from(
  { length: WINDOW },
  (_, i) => 0.5 - 0.5 * Math.cos((2 * Math.PI * i) / (WINDOW - 1)),
);

/** Triangular filters as [first bin, weights...] per band. */
const FILTERS = melFilters();

function melFilters(): { first: number; weights: Float64Array }[] {
  const [low, high] = [toMel(LOWEST_HZ), toMel(HIGHEST_HZ)];
  const edge = (band: number) => low + ((high - low) * band) / (MEL_BANDS + 1);
  const binMel = Float64Array.from({ length: BINS }, (_, bin) => toMel((bin * SAMPLE_RATE) / WINDOW));
  return Array.from({ length: MEL_BANDS }, (_, band) => {
    const [rise, peak, fall] = [edge(band), edge(band + 1), edge(band + 2)];
    const heights = binMel.map((mel) =>
      Math.max(0, Math.min((mel - rise) / (peak - rise), (fall - mel) / (fall - peak))),
    );
    const first = Math.max(
      0,
      heights.findIndex((height) => height > 0),
    );
    let last = first;
    heights.forEach((height, bin) => {
      if (height > 0) last = bin;
    });
    return { first, weights: heights.slice(first, last + 1) };
  });
}

/**
 * Log-mel energies of 16 kHz mono sound, one row of 40 bands per hop, fed in pieces so that hours of sound need only the
 * rows. Row `k` is centred on sample `k * hop`.
 */
export class MelStream {
  readonly #hop: number;
  readonly #rows: Float32Array;
  /** The newest `WINDOW` samples or fewer; `#base` is the index of the first one, which may be before the sound. */
  #pending = new Float32Array(WINDOW / 2);
  #base = -WINDOW / 2;
  #row = 0;
  #loudest = 0;
  readonly #real = new Float64Array(WINDOW);
  readonly #imaginary = new Float64Array(WINDOW);

  /** @param hop samples from one row to the next; @param rows how many rows to make. */
  constructor(hop: number, rows: number) {
    this.#hop = hop;
    this.#rows = new Float32Array(rows * MEL_BANDS);
  }

  /** Takes the next samples, in [-1, 1]. */
  push(samples: Float32Array): void {
    for (const sample of samples) this.#loudest = Math.max(this.#loudest, Math.abs(sample));
    const joined = new Float32Array(this.#pending.length + samples.length);
    joined.set(this.#pending);
    joined.set(samples, this.#pending.length);
    this.#pending = joined;
    this.#consume();
  }

  /**
   * The rows, each band minus its mean and all divided by (mean standard deviation of the bands + 0.3); all zero when
   * there is no sound. Missing sound at the end counts as silence.
   */
  finish(): Float32Array {
    const total = this.#rows.length / MEL_BANDS;
    if (this.#loudest < 1e-4) return this.#rows.fill(0);
    while (this.#row < total) {
      const wanted = this.#row * this.#hop + WINDOW / 2 - (this.#base + this.#pending.length);
      this.push(new Float32Array(Math.max(1, wanted)));
    }
    return normalised(this.#rows);
  }

  #consume(): void {
    const total = this.#rows.length / MEL_BANDS;
    for (; this.#row < total; this.#row++) {
      const from = this.#row * this.#hop - WINDOW / 2 - this.#base;
      if (from + WINDOW > this.#pending.length) break;
      this.#transform(from);
    }
    const keepFrom = Math.min(
      this.#pending.length,
      Math.max(0, this.#row * this.#hop - WINDOW / 2 - this.#base),
    );
    this.#pending = this.#pending.slice(keepFrom);
    this.#base += keepFrom;
  }

  #transform(from: number): void {
    for (let i = 0; i < WINDOW; i++) {
      this.#real[i] = f32(this.#pending, from + i) * f64(HANN, i);
      this.#imaginary[i] = 0;
    }
    fourier(this.#real, this.#imaginary);
    FILTERS.forEach(({ first, weights }, band) => {
      let energy = 0;
      for (let i = 0; i < weights.length; i++) {
        const [re, im] = [f64(this.#real, first + i), f64(this.#imaginary, first + i)];
        energy += f64(weights, i) * (re * re + im * im);
      }
      this.#rows[this.#row * MEL_BANDS + band] = Math.log(energy + 1e-3);
    });
  }
}

function normalised(rows: Float32Array): Float32Array {
  const count = rows.length / MEL_BANDS;
  const mean = new Float64Array(MEL_BANDS);
  const square = new Float64Array(MEL_BANDS);
  for (let i = 0; i < rows.length; i++) {
    const [band, value] = [i % MEL_BANDS, f32(rows, i)];
    mean[band] = f64(mean, band) + value / count;
    square[band] = f64(square, band) + (value * value) / count;
  }
  let spread = 0;
  for (let band = 0; band < MEL_BANDS; band++)
    spread += Math.sqrt(Math.max(0, f64(square, band) - f64(mean, band) ** 2)) / MEL_BANDS;
  for (let i = 0; i < rows.length; i++) rows[i] = (f32(rows, i) - f64(mean, i % MEL_BANDS)) / (spread + 0.3);
  return rows;
}

const TWIDDLES = Array.from({ length: Math.log2(WINDOW) }, (_, stage) => {
  const half = 1 << stage;
  return {
    cos: Float64Array.from({ length: half }, (_, k) => Math.cos((Math.PI * k) / half)),
    sin: Float64Array.from({ length: half }, (_, k) => -Math.sin((Math.PI * k) / half)),
  };
});

/** In-place radix-2 Fourier transform of `WINDOW` values. */
function fourier(re: Float64Array, im: Float64Array): void {
  for (let i = 1, j = 0; i < WINDOW; i++) {
    let bit = WINDOW >> 1;
    for (; j & bit; bit >>= 1) j ^= bit;
    j ^= bit;
    if (i < j) {
      [re[i], re[j]] = [f64(re, j), f64(re, i)];
      [im[i], im[j]] = [f64(im, j), f64(im, i)];
    }
  }
  TWIDDLES.forEach(({ cos, sin }, stage) => {
    const half = 1 << stage;
    for (let block = 0; block < WINDOW; block += 2 * half) {
      for (let k = 0; k < half; k++) {
        const [upper, lower] = [block + k, block + k + half];
        const [c, s] = [f64(cos, k), f64(sin, k)];
        const real = f64(re, lower) * c - f64(im, lower) * s;
        const imaginary = f64(re, lower) * s + f64(im, lower) * c;
        re[lower] = f64(re, upper) - real;
        im[lower] = f64(im, upper) - imaginary;
        re[upper] = f64(re, upper) + real;
        im[upper] = f64(im, upper) + imaginary;
      }
    }
  });
}

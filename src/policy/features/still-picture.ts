import { u8 } from '../indexing.ts';

/** What stays in a video: the temporal median of about 24 pictures, and how bright and how varied they are. */
export interface Still {
  /** Same layout as a picture. */
  readonly median: Uint8Array;
  readonly mean: number;
  readonly deviation: number;
}

/** Pictures that the temporal median is made of. */
const MEDIAN_OF = 24;

/** Finds the still picture of a video whose pictures are seen once, in order. */
export class StillPicture {
  readonly #stride: number;
  readonly #most: number;
  readonly #size: number;
  readonly #chosen: Uint8Array[] = [];

  /** @param steps pictures that will come; @param size bytes of each. */
  constructor(steps: number, size: number) {
    this.#stride = Math.max(1, Math.floor(steps / MEDIAN_OF));
    this.#most = Math.min(MEDIAN_OF, Math.ceil(steps / this.#stride));
    this.#size = size;
  }

  take(step: number, picture: Uint8Array): void {
    if (step % this.#stride === 0 && this.#chosen.length < this.#most) this.#chosen.push(picture.slice());
  }

  finish(): Still {
    const median = new Uint8Array(this.#size);
    const column = new Uint8Array(this.#chosen.length);
    let [sum, squares] = [0, 0];
    for (let i = 0; i < this.#size; i++) {
      this.#chosen.forEach((picture, k) => {
        const value = u8(picture, i);
        column[k] = value;
        sum += value;
        squares += value * value;
      });
      column.sort();
      median[i] = u8(column, column.length >> 1);
    }
    const count = Math.max(1, this.#size * this.#chosen.length);
    const mean = sum / count;
    return { median, mean, deviation: Math.sqrt(Math.max(0, squares / count - mean * mean)) };
  }
}

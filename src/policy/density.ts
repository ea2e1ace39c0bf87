import { parseResponse } from '../tasks/answer-grammar.ts';
import type { Prompt } from '../tasks/task.ts';

/**
 * Where drawn answers to one question lie: for each of `bins` equal parts of a video, which share of the answers covers it,
 * partly covered parts counting in proportion. Answers that can't be read cover nothing.
 * @param responses in the answer form
 * @param duration seconds
 * @returns numbers in [0, 1]
 */
export function answerDensity(
  prompt: Prompt,
  responses: readonly string[],
  duration: number,
  bins: number,
): Float32Array {
  const density = new Float32Array(bins);
  const width = duration / bins;
  for (const response of responses) {
    const parsed = parseResponse(prompt, response);
    if (!parsed.ok) continue;
    const own = new Float64Array(bins);
    for (const each of parsed.answer.intervals) {
      if (each === null) continue;
      const [from, to] = [Math.max(0, each.start), Math.min(duration, each.end)];
      for (let bin = Math.floor(from / width); bin < bins && bin * width < to; bin++)
        own[bin] =
          (own[bin] ?? 0) +
          Math.max(0, Math.min(to, (bin + 1) * width) - Math.max(from, bin * width)) / width;
    }
    // Intervals of one answer that overlap count once.
    for (let bin = 0; bin < bins; bin++)
      density[bin] = (density[bin] ?? 0) + Math.min(1, own[bin] ?? 0) / responses.length;
  }
  return density.map((share) => Math.min(1, share));
}

import { examineFfmpeg } from '../../media/tools.ts';
import { say, told } from '../../tasks/said/said.ts';
import type { FfmpegChoice } from '../contract/index.ts';
import { saidOf } from '../refusal.ts';
import { sentenceOf } from '../sentence.ts';
import type { Toolbox } from '../toolbox.ts';

/**
 * Whether the ffmpeg at `file` can serve, or, with none chosen, which one is found without it.
 * @param toolbox where to look when none is chosen
 */
export async function ffmpegStatus(file: string | null, toolbox?: Toolbox): Promise<FfmpegChoice> {
  if (file === null) {
    if (toolbox === undefined) return { file, usable: true, ...told(say('noFfmpegChosen')) };
    try {
      const { ffmpeg } = await toolbox.tools();
      return {
        file,
        usable: true,
        ...told(say('ffmpegFound', { file: ffmpeg.path, version: ffmpeg.version })),
      };
    } catch (error) {
      return { file, usable: false, ...told(saidOf(error) ?? sentenceOf(error)) };
    }
  }
  const verdict = await examineFfmpeg(file);
  return 'key' in verdict
    ? { file, usable: false, ...told(say('ffmpegUnfit', { file, why: verdict })) }
    : { file, usable: true, ...told(say('ffmpegUsed', { version: verdict.version })) };
}

import { examineFfmpeg } from '../../media/tools.ts';
import type { FfmpegChoice } from '../contract/index.ts';
import { sentenceOf } from '../sentence.ts';
import type { Toolbox } from '../toolbox.ts';

/**
 * Whether the ffmpeg at `file` can serve, or, with none chosen, which one is found without it.
 * @param toolbox where to look when none is chosen
 */
export async function ffmpegStatus(file: string | null, toolbox?: Toolbox): Promise<FfmpegChoice> {
  if (file === null) {
    if (toolbox === undefined) return { file, usable: true, sentence: 'None is chosen.' };
    try {
      const { ffmpeg } = await toolbox.tools();
      return {
        file,
        usable: true,
        sentence: `None is chosen: ${ffmpeg.path} (${ffmpeg.version}) was found and is used.`,
      };
    } catch (error) {
      return { file, usable: false, sentence: sentenceOf(error) };
    }
  }
  const verdict = await examineFfmpeg(file);
  return typeof verdict === 'string'
    ? { file, usable: false, sentence: `${file} can't serve as ffmpeg. ${verdict}` }
    : { file, usable: true, sentence: `ffmpeg ${verdict.version} is used.` };
}

import { execFile } from 'node:child_process';
import { join } from 'node:path';
import { promisify } from 'node:util';
import type { ImportVideo } from '../../src/corpus/import-document.ts';
import { createProject } from '../../src/corpus/project.ts';
import { probeVideo } from '../../src/media/probe.ts';
import { resolveMediaTools } from '../../src/media/tools.ts';

/** Seconds of each video, at 30 frames a second. */
export const SECONDS = 40;

/** Videos by what a step back costs in them: frames between two that stand alone, and whether frames lean on later ones. */
export const VIDEOS = [
  { name: '1080p, a frame that stands alone every 15', encoding: '-g 15 -bf 0' },
  { name: '1080p, every 250, with B frames', encoding: '-g 250 -bf 3' },
] as const;
export type VideoKind = (typeof VIDEOS)[number];

/** A project with one video and nothing asked of it. @returns its folder */
export async function makeProject(dir: string, { name, encoding }: VideoKind): Promise<string> {
  const file = join(dir, 'video.mp4');
  await promisify(execFile)('ffmpeg', [
    ...`-v error -y -f lavfi -i testsrc2=s=1920x1080:r=30:d=${SECONDS}`.split(' '),
    ...`-c:v libx264 -preset veryfast -crf 23 ${encoding} -sc_threshold 0 -pix_fmt yuv420p`.split(' '),
    file,
  ]);
  const tools = await resolveMediaTools({ env: { PATH: process.env['PATH'] }, staticPackage: null });
  const video: ImportVideo = {
    id: 'video',
    file,
    duration: SECONDS,
    split: 'train',
    group: null,
    source: null,
    extra: {},
    probe: await probeVideo(file, tools),
  };
  const project = await createProject(join(dir, 'project'), { worker: false, title: name });
  await project.writer.job('importDocument', {
    file: 'video.json',
    title: null,
    extra: {},
    labels: [],
    videos: [video],
    items: [],
  });
  await project.close();
  return join(dir, 'project');
}

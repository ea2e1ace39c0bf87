import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { collect, switches } from './child.ts';
import { findCuts } from './cuts.ts';
import { probeVideo } from './probe.ts';
import { fixture, temporaryFolder, toolSets } from './test-support.ts';

/** Frames 25 and 55 of 25 a second, each shown two seconds late. */
const CUTS = [3, 4.2];

describe.each(await toolSets())('changes of shot, with %s', (_name, tools) => {
  it('are found at the very frame, on a stream that begins late and has a variable rate', async () => {
    const file = join(temporaryFolder(), 'shots.mkv');
    const shots = [
      'color=red:s=160x96:r=25:d=1',
      'color=navy:s=160x96:r=25:d=1.2',
      'smptebars=s=160x96:r=25:d=0.8',
    ];
    await collect(tools.ffmpeg.path, [
      ...switches('-v error'),
      ...shots.flatMap((shot) => ['-f', 'lavfi', '-i', shot]),
      '-filter_complex',
      // Every third frame is left out, and all is shown two seconds later than it was made.
      "[0][1][2]concat=n=3,select='mod(n,3)',setpts=PTS+2/TB",
      ...switches('-fps_mode passthrough -c:v libx264 -pix_fmt yuv420p -y'),
      file,
    ]);
    const video = await probeVideo(file, tools);
    const { table } = video;
    const cuts = await findCuts(file, tools, video);
    const at = [...cuts].map((tick) => (tick * table.timebase.num) / table.timebase.den);
    expect(at).toHaveLength(2);
    expect([...cuts].every((tick) => table.pts.includes(tick))).toBe(true);
    // The first frames that are kept of the second and the third shot, at their own times.
    expect(at.map((second) => Math.round(second * 100) / 100)).toEqual(CUTS);
  });

  it('are none in a video of one shot', async () => {
    const video = await probeVideo(fixture('one-frame.mp4'), tools);
    expect(await findCuts(fixture('one-frame.mp4'), tools, video)).toHaveLength(0);
  });
});

import { execFile } from 'node:child_process';
import { promisify } from 'node:util';
import type { Interval } from '../../src/time/interval.ts';
import { FRAME_RATE, type Kind, type Thing, type VideoPlan } from './plan.ts';

const WIDTH = 256;
const HEIGHT = 144;

/** Draws a planned video, picture and sound, with ffmpeg's own sources. */
export async function renderVideo(ffmpeg: string, plan: VideoPlan, file: string): Promise<void> {
  const picture = pictureGraph(plan);
  await promisify(execFile)(ffmpeg, [
    '-v',
    'error',
    '-y',
    '-filter_complex',
    `${picture};${soundGraph(plan)}`,
    '-map',
    '[picture]',
    '-map',
    '[sound]',
    '-t',
    plan.length.toFixed(3),
    '-c:v',
    'libx264',
    '-preset',
    'veryfast',
    '-crf',
    '24',
    '-g',
    '50',
    '-pix_fmt',
    'yuv420p',
    '-c:a',
    'aac',
    '-b:a',
    '64k',
    file,
  ]);
}

const of = (plan: VideoPlan, kind: Kind) =>
  plan.events.filter((event) => event.kind === kind).map(({ interval }) => interval);

/** 1 during the intervals, else 0, as an expression of ffmpeg. */
function during(intervals: readonly Interval[]): string {
  if (intervals.length === 0) return '0';
  // Half a frame early, so that rounding never moves an edge by a frame.
  const early = 0.5 / FRAME_RATE;
  return `min(1,${intervals.map(({ start, end }) => `gte(t,${(start - early).toFixed(3)})*lt(t,${(end - early).toFixed(3)})`).join('+')})`;
}

function source(template: string): string {
  return template.replace('SIZE', `${WIDTH}x${HEIGHT}`).replace('RATE', String(FRAME_RATE));
}

function pictureGraph(plan: VideoPlan): string {
  const parts = [`${source(plan.backgrounds[0])},format=yuv420p[s0]`];
  let last = 's0';
  const then = (name: string, filter: string) => {
    parts.push(`[${last}]${filter}[${name}]`);
    last = name;
  };
  plan.things.forEach((thing, i) => {
    parts.push(`${box(thing)}[box${i}]`);
    parts.push(`[${last}][box${i}]overlay=${path(thing, i === 0 ? plan : null)}:shortest=0[t${i}]`);
    last = `t${i}`;
  });
  const appears = of(plan, 'appears');
  if (appears.length > 0) {
    const { visitor } = plan;
    const [x, y] = [(visitor.x * WIDTH).toFixed(0), (visitor.y * HEIGHT).toFixed(0)];
    parts.push(
      `${box(visitor)}[extra]`,
      `[${last}][extra]overlay=x=${x}:y=${y}:enable='${during(appears)}'[shown]`,
    );
    last = 'shown';
  }
  const cuts = of(plan, 'cut');
  if (cuts.length > 0) {
    parts.push(`${source(plan.backgrounds[1])},format=yuv420p,hue=h=150[other]`);
    parts.push(`[${last}][other]overlay=enable='${during(cuts)}'[cutted]`);
    last = 'cutted';
  }
  const closer = of(plan, 'closer');
  if (closer.length > 0) {
    then(
      'zoomed',
      `scale=w='2*trunc(${WIDTH}*(1+0.7*${during(closer)})/2)':h='2*trunc(${HEIGHT}*(1+0.7*${during(closer)})/2)':eval=frame`,
    );
    then('centred', `crop=${WIDTH}:${HEIGHT}`);
  }
  const [pans, shakes] = [of(plan, 'pan'), of(plan, 'shake')];
  if (pans.length > 0 || shakes.length > 0) {
    const swing = `0.5+0.5*${during(pans)}*sin(1.9*t)`;
    const jitter = `0.03*${during(shakes)}*sin(47*t)`;
    then(
      'framed',
      `crop=w=iw*0.8:h=ih*0.8:x='(iw-ow)*(${swing}+${jitter}*3)':y='(ih-oh)*(0.5+${jitter}*5)',scale=${WIDTH}:${HEIGHT}`,
    );
  }
  const [dark, bright] = [of(plan, 'dark'), of(plan, 'bright')];
  if (dark.length > 0) then('dimmed', `eq=brightness=-0.35:contrast=0.6:enable='${during(dark)}'`);
  if (bright.length > 0) then('lit', `eq=brightness=0.3:enable='${during(bright)}'`);
  if (plan.grain > 0) then('grainy', `noise=alls=${plan.grain.toFixed(0)}:allf=t`);
  then('picture', `setsar=1,trim=duration=${plan.length.toFixed(3)}`);
  return parts.join(';');
}

function box({ colour, width, height }: Thing): string {
  return `color=c=${colour}:s=${Math.round(width * WIDTH)}x${Math.round(height * HEIGHT)}:r=${FRAME_RATE}`;
}

/** Where a thing is: at rest, wandering, or going to and fro while an event lasts. */
function path(thing: Thing, plan: VideoPlan | null): string {
  const wander = `${(thing.drift * WIDTH).toFixed(2)}*sin(0.7*t)*4`;
  const slow = plan === null ? '0' : `${during(of(plan, 'moves'))}*sin(2.2*t)`;
  const fast = plan === null ? '0' : `${during(of(plan, 'rushes'))}*sin(9*t)`;
  const x = `${(thing.x * WIDTH).toFixed(0)}+${wander}+${0.16 * WIDTH}*(${slow}+${fast})`;
  const y = `${(thing.y * HEIGHT).toFixed(0)}+${0.1 * HEIGHT}*(${fast})`;
  return `x='${x}':y='${y}'`;
}

function soundGraph(plan: VideoPlan): string {
  const pitch = 300 + (plan.seed % 1400);
  const [beeps, hisses] = [of(plan, 'beep'), of(plan, 'hiss')];
  const tone = `0.35*${during(beeps)}*sin(2*PI*${pitch}*t)`;
  const rush = `0.3*${during(hisses)}*(random(0)*2-1)`;
  const floor = `${plan.seed % 3 === 0 ? 0 : 0.004}*(random(1)*2-1)`;
  return `aevalsrc='${tone}+${rush}+${floor}':s=16000:d=${plan.length.toFixed(3)}[sound]`;
}

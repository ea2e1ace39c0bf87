/**
 * How many lines a second `tempr1 reward` scores: within this process, and as a command between two pipes, where the
 * processor time of the command is counted too (start of the program included). Lines of all five tasks, in turn, with
 * responses of which a tenth are malformed. Prints a table in Markdown.
 *
 *     npm run bench -- reward [LINES=200000] [ROUNDS=3]
 */
import { execFileSync } from 'node:child_process';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { cpus, tmpdir } from 'node:os';
import { join } from 'node:path';
import { scoreRequestLine } from '../../src/rewards/reward-request.ts';
import { DEFAULT_REWARD_SETTINGS } from '../../src/rewards/settings.ts';

const LINES = Number(process.argv[2] ?? 200_000);
const ROUNDS = Number(process.argv[3] ?? 3);

/** Numbers in [0, 1) that are the same in every run. */
function* numbers(): Generator<number, never> {
  for (let state = 7; ;) {
    state = (Math.imul(state, 1_664_525) + 1_013_904_223) >>> 0;
    yield state / 2 ** 32;
  }
}

const drawn = numbers();
const draw = (): number => drawn.next().value;
const span = (): [number, number] => {
  const start = Math.round(draw() * 8000) / 100;
  return [start, Math.round((start + 0.5 + draw() * 20) * 100) / 100];
};
const spans = (most: number): [number, number][] =>
  Array.from({ length: 1 + Math.floor(draw() * most) }, span);
const said = (list: readonly (readonly [number, number])[]): string =>
  list.map(([start, end]) => `${start.toFixed(2)} to ${end.toFixed(2)}`).join(', ');

function line(index: number): string {
  const thought = '<think>The event begins when the door opens and ends when it is shut.</think>';
  const answered = (body: string): string =>
    index % 10 === 9 ? `${thought}${body}` : `${thought}<answer>${body}</answer>`;
  const duration = 120;
  const intervals = spans(4);
  switch (index % 5) {
    case 0:
      return JSON.stringify({
        task: 'TG',
        response: answered(said([span()])),
        truth: { intervals: [span()] },
        duration,
      });
    case 1:
      return JSON.stringify({
        task: 'DTG',
        response: answered(said(intervals.map(span))),
        truth: { intervals },
        duration,
      });
    case 2:
      return JSON.stringify({
        task: 'VHD',
        response: answered(said(spans(5))),
        truth: { intervals },
        duration,
      });
    case 3:
      return JSON.stringify({
        task: 'GVQA',
        response: `${answered('B')} <glue>[${spans(3)
          .map(([s, e]) => `(${s}, ${e})`)
          .join(', ')}]</glue>`,
        truth: { intervals, answer_index: 1, options: ['a man', 'a woman', 'a dog', 'a cat', 'nobody'] },
        duration,
      });
    default:
      return JSON.stringify({
        task: 'TAL',
        response: answered(said(spans(8))),
        truth: { intervals: spans(8) },
        duration,
      });
  }
}

const lines = Array.from({ length: LINES }, (_, index) => line(index));

function within(variant: 'tempr1' | 'time-r1' | 'timelens', given: readonly string[]): number {
  const settings = { ...DEFAULT_REWARD_SETTINGS, variant };
  const begun = process.cpuUsage();
  let characters = 0;
  for (const each of given) characters += scoreRequestLine(each, settings).length;
  const { user, system } = process.cpuUsage(begun);
  if (characters === 0) throw new Error('Nothing was scored.');
  return given.length / ((user + system) / 1e6);
}

/** Lines per second of processor time and of the clock, of the whole command. */
function command(file: string): { cpu: number; wall: number } {
  const main = join(import.meta.dirname, '../../src/cli/main.ts');
  const begun = performance.now();
  // `times` tells what the command took: the second line is that of the children of the shell.
  const script = '"$0" "$1" reward < "$2" > /dev/null && times';
  const told = execFileSync('sh', ['-c', script, process.execPath, main, file], { encoding: 'utf8' });
  const wall = (performance.now() - begun) / 1000;
  const [user = 0, system = 0] = (told.trim().split('\n')[1] ?? '').split(' ').map((text) => {
    const [minutes = 0, seconds = 0] = text.replace('s', '').split('m').map(Number);
    return minutes * 60 + seconds;
  });
  return { cpu: LINES / (user + system), wall: LINES / wall };
}

const median = (values: readonly number[]): number =>
  values.toSorted((a, b) => a - b)[values.length >> 1] ?? NaN;
const shown = (value: number): string => Math.round(value).toLocaleString('en');

const folder = mkdtempSync(join(tmpdir(), 'tempr1-bench-'));
try {
  const file = join(folder, 'lines.jsonl');
  writeFileSync(file, `${lines.join('\n')}\n`);
  const grounding = lines.filter((_, index) => index % 5 === 0);
  const [tempr1, timeR1, timeLens, piped]: [number[], number[], number[], { cpu: number; wall: number }[]] = [
    [],
    [],
    [],
    [],
  ];
  for (let round = 0; round < ROUNDS; round++) {
    tempr1.push(within('tempr1', lines));
    timeR1.push(within('time-r1', grounding));
    timeLens.push(within('timelens', grounding));
    piped.push(command(file));
  }
  const rows = [
    ['in this process, five tasks, `tempr1`', shown(median(tempr1)), ''],
    ['in this process, TG, `time-r1`', shown(median(timeR1)), ''],
    ['in this process, TG, `timelens`', shown(median(timeLens)), ''],
    [
      '`tempr1 reward` between pipes, five tasks',
      shown(median(piped.map(({ cpu }) => cpu))),
      shown(median(piped.map(({ wall }) => wall))),
    ],
  ];
  process.stdout.write(
    `${cpus()[0]?.model ?? 'unknown processor'}, Node ${process.versions.node}, ${shown(LINES)} lines, median of ${ROUNDS}\n\n` +
      '| what | lines per second of processor time | lines per second |\n| --- | ---: | ---: |\n' +
      rows.map((row) => `| ${row.join(' | ')} |\n`).join(''),
  );
} finally {
  rmSync(folder, { recursive: true, force: true });
}

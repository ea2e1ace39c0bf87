/**
 * Measures training, forward passes and group sampling of this engine and, where python3 can import torch, of PyTorch, in turn
 * (A B A B): `npm run bench -- train [--only NAME] [--rounds N] [--write]`. TEMPR1_PYTHON names another Python. `--write` puts the
 * tables into bench/README.md. `--device webgpu` (or cuda, dml, coreml) measures this engine there instead, beside the processor.
 */
import { execFile, spawnSync } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { availableParallelism, cpus, tmpdir } from 'node:os';
import path from 'node:path';
import { parseArgs, promisify } from 'node:util';
import { deviceSchema } from '../../src/tensor/device-schema.ts';
import { answerSchema, type Answer, type Question } from './question.ts';

const { values: options } = parseArgs({
  options: {
    only: { type: 'string' },
    rounds: { type: 'string', default: '10' },
    turns: { type: 'string', default: '2' },
    write: { type: 'boolean', default: false },
    device: { type: 'string' },
  },
});
const bench = path.resolve(import.meta.dirname, '..');
const python = process.env['TEMPR1_PYTHON'] ?? 'python3';
const cores = availableParallelism();
const folder = mkdtempSync(path.join(tmpdir(), 'tempr1-bench-'));

type Engine = 'ours' | 'torch' | 'stock';
type Asked = Partial<Question> & Pick<Question, 'work'>;

/** Whether Python has torch; and the library that gives MKL its full speed on AMD, where it can be compiled. */
const hasTorch = spawnSync(python, ['-c', 'import torch'], { stdio: 'ignore' }).status === 0;
const processor = cpus()[0]?.model.trim() ?? 'unknown';
const fullSpeed = hasTorch && processor.includes('AMD') ? compiled() : undefined;

function compiled(): string | undefined {
  const library = path.join(folder, 'full-speed-mkl.so');
  const source = path.join(bench, 'reference', 'full-speed-mkl.c');
  const { status } = spawnSync('cc', ['-shared', '-fPIC', '-o', library, source], { stdio: 'ignore' });
  return status === 0 ? library : undefined;
}

async function ask(engine: Engine, asked: Asked): Promise<Answer> {
  const question = JSON.stringify({ rounds: Number(options.rounds), ...asked });
  const env = {
    ...process.env,
    ...(engine === 'torch' && fullSpeed !== undefined && { LD_PRELOAD: fullSpeed }),
  };
  const [program, file] =
    engine === 'ours'
      ? [process.execPath, path.join(import.meta.dirname, 'measure.ts')]
      : [python, path.join(bench, 'reference', 'train.py')];
  const { stdout } = await promisify(execFile)(program, [file, question], { env, maxBuffer: 1 << 24 });
  return answerSchema.parse(JSON.parse(stdout));
}

interface Figures {
  readonly cpu: number;
  readonly wall: number;
  readonly peak: number;
  readonly answer: Answer;
}

/** Each engine in turn, several times over; medians over all rounds. */
async function inTurn(engines: readonly Engine[], asked: Asked): Promise<Map<Engine, Figures>> {
  const answers = new Map<Engine, Answer[]>(engines.map((engine) => [engine, []]));
  for (let turn = 0; turn < Number(options.turns); turn++) {
    for (const engine of engines) answers.get(engine)?.push(await ask(engine, asked));
  }
  return new Map(
    [...answers].flatMap(([engine, list]): [Engine, Figures][] => {
      const [answer] = list;
      if (answer === undefined) return [];
      const cpu = median(list.flatMap((a) => a.timing.cpu));
      const wall = median(list.flatMap((a) => a.timing.wall));
      return [[engine, { cpu, wall, peak: Math.max(...list.map((a) => a.peakMegabytes)), answer }]];
    }),
  );
}

function median(list: readonly number[]): number {
  return list.toSorted((a, b) => a - b)[Math.floor(list.length / 2)] ?? NaN;
}

const ms = (x: number | undefined) => (x === undefined ? 'not run' : x.toFixed(x < 100 ? 1 : 0));
const ratio = (a: number | undefined, b: number | undefined) =>
  a === undefined || b === undefined ? '' : `${(a / b).toFixed(2)}x`;
const peers: readonly Engine[] = hasTorch ? (fullSpeed === undefined ? ['torch'] : ['torch', 'stock']) : [];

/** One line: this engine, PyTorch at full speed, PyTorch as it comes. */
async function line(name: string, asked: Asked, of: 'cpu' | 'wall', engines = peers): Promise<string[]> {
  process.stderr.write(`${name} ...\n`);
  const found = await inTurn(['ours', ...engines], asked);
  const [ours, torch, stock] = [found.get('ours'), found.get('torch'), found.get('stock')];
  return [
    name,
    ms(ours?.[of]),
    ms(torch?.[of]),
    ratio(ours?.[of], torch?.[of]),
    ms(stock?.[of]),
    ratio(ours?.[of], stock?.[of]),
    ms(ours?.peak),
    ms(torch?.peak),
  ];
}

function table(head: readonly string[], rows: readonly (readonly string[])[]): string {
  const line = (cells: readonly string[]) => `| ${cells.join(' | ')} |`;
  return [line(head), line(head.map((_, i) => (i === 0 ? '---' : '---:'))), ...rows.map(line)].join('\n');
}

const columns = (unit: string) => [
  unit,
  'this engine',
  'PyTorch, full-speed BLAS',
  'ratio',
  'PyTorch as it comes',
  'ratio',
  'peak MB',
  'PyTorch peak MB',
];
const first: readonly Engine[] = peers.slice(0, 1);

/** This engine on another device, beside the processor with all threads; wall time. */
async function onDevice(name: string): Promise<string> {
  const device = deviceSchema.parse(name);
  const works: [string, Asked][] = [
    ['training step', { work: 'step' }],
    ['training step, 7.1M parameters', { work: 'step', width: 256, inner: 768, layers: 8 }],
    ['forward', { work: 'forward' }],
    ['sampling 8 x 128 tokens', { work: 'sample' }],
  ];
  const rows: string[][] = [];
  for (const [what, asked] of works) {
    process.stderr.write(`${what} ...\n`);
    const wall = async (on: Asked['device']) => {
      try {
        const { timing } = await ask('ours', { ...asked, device: on, threads: cores });
        return median(timing.wall);
      } catch (error) {
        const text = error instanceof Error ? error.message : String(error);
        process.stderr.write(`${/SessionError: .*/u.exec(text)?.[0] ?? text.split('\n')[0]}\n`);
        return undefined;
      }
    };
    const found = await wall(device);
    const processor = found === undefined ? undefined : await wall('cpu');
    rows.push([what, ms(found), ms(processor), ratio(found, processor)]);
  }
  return table(['wall ms', device, `cpu, ${cores} threads`, 'ratio'], rows);
}

const sections: Record<string, () => Promise<string>> = {
  main: async () => {
    const rows = [
      await line('training step, 1 thread', { work: 'step' }, 'cpu'),
      await line('forward, 1 thread', { work: 'forward' }, 'cpu'),
      await line('sampling 8 x 128 tokens, 1 thread', { work: 'sample' }, 'cpu'),
      await line('the same after a prompt of 128 tokens', { work: 'sample', promptLength: 128 }, 'cpu'),
    ];
    const wall = [await line(`training step, ${cores} threads`, { work: 'step', threads: cores }, 'wall')];
    return `${table(columns('CPU ms'), rows)}\n\n${table(columns('wall ms'), wall)}`;
  },
  growth: async () => {
    const sizes: [string, Asked][] = [
      ...[128, 256, 512].map((steps): [string, Asked] => [`${steps} steps`, { work: 'step', steps }]),
      ...[8, 16, 32].map((batch): [string, Asked] => [`batch ${batch}`, { work: 'step', batch }]),
      ['1.0M parameters', { work: 'step' }],
      ['3.7M (width 256, 4 layers)', { work: 'step', width: 256, inner: 768 }],
      ['7.1M (width 256, 8 layers)', { work: 'step', width: 256, inner: 768, layers: 8 }],
      ['512 steps, recomputed blocks', { work: 'step', steps: 512, recompute: true }],
    ];
    const rows = [];
    for (const [name, asked] of sizes) {
      const cells = await line(name, { rounds: 5, ...asked }, 'cpu', first);
      rows.push([...cells.slice(0, 4), ...cells.slice(6)]);
    }
    const head = columns('CPU ms of a step, 1 thread');
    return table([...head.slice(0, 4), ...head.slice(6)], rows);
  },
};

async function machine(): Promise<string> {
  const ours = await ask('ours', { work: 'forward', rounds: 1, gflops: true });
  const own = `${ours.version}: ${ms(ours.gflops ?? undefined)} GFLOP/s in a matrix product on one thread`;
  const parts = [own];
  for (const engine of peers) {
    const { version, gflops } = await ask(engine, { work: 'forward', rounds: 1, gflops: true });
    const speed = engine === 'torch' && fullSpeed !== undefined ? ' with its full-speed path' : '';
    parts.push(`${version}${speed}: ${ms(gflops ?? undefined)} GFLOP/s`);
  }
  if (peers.length === 0) parts.push('PyTorch: not run (python3 has no torch)');
  const load = process.platform === 'linux' ? readFileSync('/proc/loadavg', 'utf8').split(' ')[0] : 'unknown';
  const day = new Date().toISOString().slice(0, 10);
  return `${day}, ${cores} cores of ${processor}, load ${load} at the start, Node ${process.versions.node}. ${parts.join('; ')}.`;
}

try {
  const texts = [await machine()];
  if (options.device !== undefined) texts.push(await onDevice(options.device));
  for (const [name, run] of Object.entries(options.device === undefined ? sections : {})) {
    if (options.only === undefined || options.only === name) texts.push(await run());
  }
  const text = texts.join('\n\n');
  process.stdout.write(`${text}\n`);
  if (options.write && options.device === undefined) write(text);
} finally {
  rmSync(folder, { recursive: true, force: true });
}

function write(text: string): void {
  const file = path.join(bench, 'README.md');
  const [begin, end] = ['<!-- train: begin -->', '<!-- train: end -->'];
  const old = readFileSync(file, 'utf8');
  const [from, to] = [old.indexOf(begin), old.indexOf(end)];
  if (from < 0 || to < from) throw new Error(`${file} has no place for the tables of this benchmark.`);
  writeFileSync(file, `${old.slice(0, from + begin.length)}\n\n${text}\n\n${old.slice(to)}`);
}

/**
 * Makes the policy that ships with TempR1 Studio (resources/policies/compact-shipped) out of videos that ffmpeg draws here:
 * node scripts/make-shipped-policy.ts [--out DIR] [--videos N] [--epochs N] [--seed N] [--threads N]
 */
import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { fileURLToPath } from 'node:url';
import { format, resolveConfig } from 'prettier';
import * as z from 'zod';
import { resolveMediaTools } from '../src/media/tools.ts';
import { createPolicy, POLICY_FILE, savePolicy } from '../src/policy/checkpoint.ts';
import { emptyConfig, extractorOf } from '../src/policy/compact/config.ts';
import type { CompactPolicy } from '../src/policy/compact/compact-policy.ts';
import type { CuratedQuestion } from '../src/policy/policy.ts';
import { Vocabulary } from '../src/policy/text/vocabulary.ts';
import { Random } from '../src/tensor/random.ts';
import { evaluatePolicy } from '../src/training/evaluate-policy.ts';
import { cardOf, type Figures } from './shipped-policy/card.ts';
import { planVideo } from './shipped-policy/plan.ts';
import { knownTexts, questionsAbout } from './shipped-policy/questions.ts';
import { renderVideo } from './shipped-policy/render.ts';

const { values } = parseArgs({
  options: {
    out: {
      type: 'string',
      default: fileURLToPath(new URL('../resources/policies/compact-shipped', import.meta.url)),
    },
    videos: { type: 'string', default: '32' },
    epochs: { type: 'string', default: '16' },
    seed: { type: 'string', default: '1' },
    threads: { type: 'string', default: '1' },
  },
});
const count = z.coerce.number().int().min(1);
const settings = {
  videos: count.parse(values.videos),
  epochs: count.parse(values.epochs),
  seed: z.coerce.number().int().min(0).parse(values.seed),
  threads: count.parse(values.threads),
};
/** Videos that nothing is learned from, for the figures of the card. */
const HELD_OUT = 6;

const began = performance.now();
const say = (text: string) =>
  console.log(`${((performance.now() - began) / 1000).toFixed(0).padStart(4)} s  ${text}`);

async function makeQuestions(folder: string, name: string, videos: number): Promise<CuratedQuestion[][]> {
  const tools = await resolveMediaTools({ env: process.env });
  const extractor = extractorOf(emptyConfig());
  const made: CuratedQuestion[][] = [];
  for (let i = 0; i < videos; i++) {
    const id = `${name}-${i}`;
    const random = Random.seeded(settings.seed, id);
    const plan = planVideo(id, i * 37 + 5, random);
    const file = join(folder, `${id}.mp4`);
    await renderVideo(tools.ffmpeg.path, plan, file);
    const features = await extractor.extract({ path: file }, tools);
    made.push(questionsAbout(plan, features, random));
    await rm(file);
    if ((i + 1) % 8 === 0) say(`${name}: ${i + 1} of ${videos} videos drawn and looked at`);
  }
  return made;
}

async function figuresOf(policy: CompactPolicy, questions: readonly CuratedQuestion[]): Promise<Figures> {
  const { report } = await evaluatePolicy(policy, questions);
  const anything = questions.filter(({ prompt }) => prompt.task === 'TAL' && prompt.label === 'event');
  const { report: events } = await evaluatePolicy(policy, anything);
  return { tasks: report.tasks, anyEvent: events.tasks.TAL ?? null };
}

const folder = await mkdtemp(join(tmpdir(), 'tempr1-shipped-'));
try {
  const train = (await makeQuestions(folder, 'train', settings.videos)).flat();
  const heldOut = (await makeQuestions(folder, 'held-out', HELD_OUT)).flat();
  const words = [...new Vocabulary([]).extended(knownTexts()).words];
  const policy = createPolicy({ ...emptyConfig(), words }, settings.seed, { threads: settings.threads });
  const warmUp = await policy.warmUp(train, {
    epochs: settings.epochs,
    seed: settings.seed,
    learnWords: false,
  });
  say(`${train.length} questions, ${words.length} words, ${warmUp.totalSteps} steps`);
  let loss = 0;
  for (let step = 0; step < warmUp.totalSteps; step++) {
    const report = await warmUp.step(step);
    loss += report.loss;
    if ((step + 1) % 100 !== 0) continue;
    say(`${report.phase} ${step + 1} of ${warmUp.totalSteps}: loss ${(loss / 100).toFixed(4)}`);
    loss = 0;
  }
  const figures = await figuresOf(policy, heldOut);
  await mkdir(values.out, { recursive: true });
  const file = join(values.out, POLICY_FILE);
  const script = fileURLToPath(import.meta.url);
  const sha256 = await savePolicy(file, policy, {
    name: 'compact-shipped',
    madeBy: 'scripts/make-shipped-policy.ts',
    data: 'videos drawn by ffmpeg (scripts/shipped-policy)',
    ...settings,
  });
  const card = cardOf({
    ...settings,
    heldOut: HELD_OUT,
    questions: train.length,
    words: words.length,
    sha256,
    figures,
  });
  const cardFile = join(values.out, 'card.md');
  await writeFile(cardFile, await format(card, { ...(await resolveConfig(script)), parser: 'markdown' }));
  say(`${file} ${sha256}`);
  console.log(JSON.stringify(figures, null, 1));
  await policy.dispose();
} finally {
  await rm(folder, { recursive: true, force: true });
}

import type { EvaluationReport } from '../../src/metrics/evaluation.ts';
import { KINDS } from './plan.ts';

export interface Figures {
  readonly tasks: EvaluationReport['tasks'];
  /** TAL over the label "event" alone: anything that happens. */
  readonly anyEvent: EvaluationReport['tasks']['TAL'] | null;
}

export interface CardFacts {
  readonly videos: number;
  readonly heldOut: number;
  readonly questions: number;
  readonly words: number;
  readonly epochs: number;
  readonly seed: number;
  readonly sha256: string;
  readonly figures: Figures;
}

const percent = (value: number | null | undefined) =>
  value === null || value === undefined ? 'not measured' : `${(100 * value).toFixed(1)} %`;

/** What the shipped policy is, for people. */
export function cardOf(facts: CardFacts): string {
  const { TG, DTG, VHD, GVQA, TAL } = facts.figures.tasks;
  const rows = [
    ['Anything that happens (TAL, label "event")', 'mAP@0.5', percent(facts.figures.anyEvent?.['mAP@0.5'])],
    ['TAL, all labels', 'mAP@0.5', percent(TAL?.['mAP@0.5'])],
    ['TG', 'R1@0.5', percent(TG?.['R1@0.5'])],
    ['DTG', 'R1@0.5', percent(DTG?.['R1@0.5'])],
    ['VHD', 'mAP', percent(VHD?.mAP)],
    ['GVQA', 'accuracy', percent(GVQA?.accuracy)],
  ];
  return `# The policy that ships with TempR1 Studio

**What it is.** The compact policy (architecture \`compact-1\`) before it has seen any curated video of yours. It proposes
*class-agnostic events*: moments at which a picture changes, something starts or stops moving, the light, the camera or the
sound changes. It does not know what your labels mean. Where a question is mostly in words outside of its
${facts.words}, the program points at where the scene, the motion or the sound change, and says that this is no answer.
Its suggestions are a place to start curating from, and its weights are where training on your videos begins.

**How it was made.** By \`node scripts/make-shipped-policy.ts\` (seed ${facts.seed}), from ${facts.videos} videos of 16 to 36 seconds that ffmpeg
drew for the purpose: coloured boxes on still or slowly changing backgrounds, with exactly timed events of ${KINDS.length} kinds
(${KINDS.join(', ')}) and ${facts.questions} questions about them. Supervised warm-up only, ${facts.epochs} epochs; no GRPO.

**What it has never seen.** Any video of the sample corpus (neither its training nor its test videos), any other recorded or
downloaded video, any game picture, any person.

**Figures**, on ${facts.heldOut} more videos of the same generator, which nothing was learned from. They say how well it knows these drawings,
not how well it will do on yours:

| task | metric | result |
|---|---|---|
${rows.map((row) => `| ${row.join(' | ')} |`).join('\n')}

On recorded video expect much less until it is trained; \`npm run demo\` measures it on the sample's held-out videos (column "shipped").

**Limits.** Drawn pictures are not filmed ones: steady camera movement, flicker, cuts every second or busy scenes make it propose
too much. It hears tones and noises but no words. Pictures are looked at as 128 x 72 pixels, 10 times a second.

Checksum of configuration, origin and weights: \`${facts.sha256}\`
`;
}

import { normalFill } from '../../tensor/initialize.ts';
import type { InputSpecs } from '../../tensor/model-graph.ts';
import {
  add,
  cast,
  concat,
  expand,
  gather,
  greater,
  logSoftmax,
  matmul,
  mul,
  neg,
  exp,
  reduceSum,
  relu,
  reshape,
  sigmoid,
  slice,
  softmax,
  softplus,
  sub,
  transpose,
  unsqueeze,
} from '../../tensor/ops/index.ts';
import { dim } from '../../tensor/shape.ts';
import type { Value } from '../../tensor/value.ts';
import { TASKS } from '../../tasks/task.ts';
import { attention, linear, norm, textEncoder } from '../nets/layers.ts';
import type { ParameterScope } from '../nets/parameters.ts';
import { EVIDENCE_SUMMARY, OPTION_MATCH, OPTION_STATICS } from './answer-features.ts';
import { COUNT_CENTRES, RELATIONS, STATE, STATICS, STOPPING } from './features.ts';
import { BANK_FEATURES } from './question.ts';
import type { Bucket } from './units.ts';

/** Sizes of the policy over interval candidates (policy-study.md 2.5). */
export interface SpanSizes {
  readonly width: number;
  readonly heads: number;
  readonly text: {
    readonly width: number;
    readonly length: number;
    readonly layers: number;
    readonly heads: number;
  };
  /** Numbers per concept of the dense network. */
  readonly concept: number;
}

export const SPAN_SIZES: SpanSizes = {
  width: 96,
  heads: 4,
  text: { width: 64, length: 32, layers: 1, heads: 4 },
  concept: 96,
};

const TEXT_RATE = { rateScale: 0.4 };
/** Overlap from which two candidates are taken for the same instance. */
const SAME_INSTANCE = 0.3;

/** Sizes of a batch of questions. */
export interface BatchSizes extends Bucket {
  readonly questions: number;
  /** Places for concepts of the bank. */
  readonly bank: number;
}

/** What a batch of questions feeds. */
export function questionInputs(sizes: SpanSizes, batch: BatchSizes): InputSpecs {
  const { questions, units, candidates, bank } = batch;
  const float = (...shape: number[]) => ({ dtype: 'float32' as const, shape });
  return {
    ids: { dtype: 'int32', shape: [questions * units, sizes.text.length] },
    mask: float(questions * units, sizes.text.length),
    task: float(questions, TASKS.length),
    statics: float(questions, candidates, STATICS),
    relations: float(questions, candidates, candidates, RELATIONS),
    /** 1 where two candidates belong to the same unit. */
    same: float(questions, candidates, candidates),
    /** 1 where a candidate belongs to a unit. */
    owner: float(questions, candidates, units),
    bank: float(questions, candidates, bank, BANK_FEATURES),
    bankConcepts: float(bank, sizes.concept),
    bankMask: float(bank),
  };
}

/** States of responses: which question, which of its units is asked about, what was emitted, what may follow. */
export function stateInputs(batch: BatchSizes, rows: number): InputSpecs {
  const { candidates } = batch;
  return {
    stateQuestion: { dtype: 'int32', shape: [rows] },
    stateUnit: { dtype: 'int32', shape: [rows] },
    state: { dtype: 'float32', shape: [rows, candidates, STATE] },
    stopping: { dtype: 'float32', shape: [rows, STOPPING] },
    /** 0 for tokens that the grammar lets through, very negative for others. */
    allowed: { dtype: 'float32', shape: [rows, candidates + 1] },
  };
}

/** Answers to be chosen: which question, and what its evidence and options look like. */
export function answerInputs(batch: BatchSizes, rows: number): InputSpecs {
  const options = batch.units - 1;
  return {
    answerQuestion: { dtype: 'int32', shape: [rows] },
    evidence: { dtype: 'float32', shape: [rows, EVIDENCE_SUMMARY] },
    options: { dtype: 'float32', shape: [rows, options, OPTION_STATICS + OPTION_MATCH] },
    optionMask: { dtype: 'float32', shape: [rows, options] },
  };
}

export type Inputs = (name: string) => Value;

/** What the network knows of a batch of questions before anything is emitted. */
export interface Encoded {
  /** [questions, candidates]: logit that a candidate is a true instance of its unit. */
  readonly instance: Value;
  /** [questions, candidates]: its probability, lessened by more confident candidates of the same instance. */
  readonly confidence: Value;
  /** [questions, candidates, width] */
  readonly ready: Value;
  /** [questions, candidates, width] */
  readonly gate: Value;
  /** [questions * units, width] */
  readonly operators: Value;
  /** [questions, units, text width] */
  readonly meanings: Value;
}

export function encode(
  p: ParameterScope,
  sizes: SpanSizes,
  words: number,
  batch: BatchSizes,
  input: Inputs,
): Encoded {
  const { questions, units, candidates } = batch;
  const { width, text } = sizes;
  const read = textEncoder(p, 'text', input('ids'), input('mask'), { ...text, words }, TEXT_RATE);
  const taskVectors = p.get('task/vectors', [TASKS.length, text.width], normalFill(1), { decay: false });
  const meanings = add(
    reshape(read, [questions, units, text.width]),
    unsqueeze(matmul(input('task'), taskVectors), [1]),
  );
  const owner = input('owner');
  const statics = input('statics');
  const relations = input('relations');
  const same = input('same');
  const seen = candidateVectors(p, sizes, statics, relations, same);
  const instance = reshape(
    linear(p, 'instance/out', relu(linear(p, 'instance/in', concat([seen, statics], 2), width)), 1),
    [questions, candidates],
  );
  const relation = (which: number) =>
    mul(
      reshape(slice(relations, [{ axis: 3, start: which, end: which + 1 }]), [
        questions,
        candidates,
        candidates,
      ]),
      same,
    );
  const confidence = distinctConfidence(instance, relation(2), reduceSum(owner, { axes: [2] }));
  const column = unsqueeze(confidence, [2]);
  const counts = [0, 1, 3].map((which) => countBasis(matmul(relation(which), column)));
  const reference = referenceFeatures(p, sizes, batch, meanings, owner, input);
  const base = linear(
    p,
    'candidate/base',
    concat([seen, statics, ...counts, column, reference, unsqueeze(mul(instance, 0.25), [2])], 2),
    width,
  );
  const first = slice(meanings, [{ axis: 1, start: 0, end: 1 }]);
  const pair = concat([meanings, expand(first, meanings.shape)], 2);
  const operators = relu(linear(p, 'operator', pair, width));
  const asked = matmul(owner, operators);
  const gate = add(mul(linear(p, 'candidate/gate', asked, width), 0.5), 1);
  return {
    instance,
    confidence,
    ready: add(mul(base, gate), asked),
    gate,
    operators: reshape(operators, [questions * units, width]),
    meanings,
  };
}

/** Candidates seen among those of their own unit: one layer of attention biased by interval algebra. */
function candidateVectors(
  p: ParameterScope,
  sizes: SpanSizes,
  statics: Value,
  relations: Value,
  same: Value,
): Value {
  const { width, heads } = sizes;
  const own = linear(
    p,
    'candidate/b',
    relu(norm(p, 'candidate/norm', linear(p, 'candidate/a', statics, width))),
    width,
  );
  const algebra = linear(p, 'relation/out', relu(linear(p, 'relation/in', relations, 16)), heads);
  const elsewhere = mul(sub(same, 1), 1e9);
  const bias = add(transpose(algebra, [0, 3, 1, 2]), unsqueeze(elsewhere, [1]));
  return norm(p, 'candidate/after', add(own, attention(p, 'candidate/attention', own, heads, bias)));
}

/** Soft de-duplication: each candidate loses to more confident ones that overlap it; padding has no confidence. */
function distinctConfidence(instance: Value, overlap: Value, real: Value): Value {
  const likely = mul(sigmoid(instance), real);
  const clash = cast(greater(overlap, SAME_INSTANCE), 'float32');
  const stronger = cast(greater(unsqueeze(instance, [1]), unsqueeze(instance, [2])), 'float32');
  const rivals = reshape(matmul(mul(clash, stronger), unsqueeze(likely, [2])), likely.shape);
  return mul(likely, exp(mul(rivals, -3)));
}

/** Radial basis of counts [..., 1] around 0..5: [..., 6]. */
function countBasis(count: Value): Value {
  const centres = count.graph.constant({
    dtype: 'float32',
    shape: [COUNT_CENTRES],
    data: Float32Array.from({ length: COUNT_CENTRES }, (_, k) => k),
  });
  const apart = mul(sub(count, centres), 1 / 0.6);
  return exp(neg(mul(apart, apart)));
}

/** Where each candidate lies relative to the concept that its text refers to ("after ..."): [questions, candidates, 4]. */
function referenceFeatures(
  p: ParameterScope,
  sizes: SpanSizes,
  batch: BatchSizes,
  meanings: Value,
  owner: Value,
  input: Inputs,
): Value {
  const { questions, units, candidates, bank } = batch;
  const keys = linear(p, 'reference/key', input('bankConcepts'), sizes.text.width);
  const query = linear(p, 'reference/query', meanings, sizes.text.width);
  const scores = matmul(reshape(query, [questions * units, sizes.text.width]), transpose(keys));
  const scaled = add(mul(scores, 1 / Math.sqrt(sizes.text.width)), input('bankMask'));
  const shares = matmul(owner, reshape(softmax(scaled), [questions, units, bank]));
  return reshape(matmul(unsqueeze(shares, [2]), input('bank')), [questions, candidates, BANK_FEATURES]);
}

/** Logits of the next token, candidates then stop: [rows, candidates + 1]. */
export function stepLogits(
  p: ParameterScope,
  sizes: SpanSizes,
  encoded: Pick<Encoded, 'ready' | 'gate' | 'operators'>,
  input: Inputs,
): Value {
  const { width } = sizes;
  const question = input('stateQuestion');
  const rows = dim(question.shape, 0);
  const moved = mul(linear(p, 'step/state', input('state'), width), gather(encoded.gate, question));
  const hidden = relu(norm(p, 'step/norm', add(gather(encoded.ready, question), moved)));
  const scored = linear(p, 'step/out', relu(linear(p, 'step/in', hidden, width)), 1);
  const asked = gather(encoded.operators, input('stateUnit'));
  const stop = linear(
    p,
    'stop/out',
    relu(linear(p, 'stop/in', concat([asked, input('stopping')], 1), width)),
    1,
  );
  return add(concat([reshape(scored, [rows, dim(scored.shape, 1)]), stop], 1), input('allowed'));
}

/** Logits of the options: [rows, options]. */
export function answerLogits(p: ParameterScope, sizes: SpanSizes, meanings: Value, input: Inputs): Value {
  const { width, text } = sizes;
  const question = input('answerQuestion');
  const rows = dim(question.shape, 0);
  const units = dim(meanings.shape, 1);
  const options = units - 1;
  const own = gather(meanings, question);
  const asked = linear(p, 'answer/question', slice(own, [{ axis: 1, start: 0, end: 1 }]), width);
  const offered = slice(own, [{ axis: 1, start: 1, end: units }]);
  const evidence = unsqueeze(input('evidence'), [1]);
  const x = concat(
    [
      expand(asked, [rows, options, width]),
      linear(p, 'answer/option', offered, width),
      expand(evidence, [rows, options, EVIDENCE_SUMMARY]),
      input('options'),
    ],
    2,
  );
  const judged = linear(p, 'answer/out', relu(linear(p, 'answer/in', x, width)), 1);
  const wanted = linear(p, 'answer/evidence', evidence, text.width);
  const match = mul(reduceSum(mul(offered, wanted), { axes: [2], keepDims: true }), 1 / 8);
  return add(reshape(add(judged, match), [rows, options]), input('optionMask'));
}

/** -sum of weights * log-probabilities. */
export function weightedLogLoss(logits: Value, weights: Value): Value {
  return neg(reduceSum(mul(weights, logSoftmax(logits))));
}

/** Weighted binary cross-entropy of the instance logits. */
export function instanceLoss(instance: Value, targets: Value, weights: Value): Value {
  return reduceSum(mul(weights, sub(softplus(instance), mul(targets, instance))));
}

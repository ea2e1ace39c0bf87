import { describe, expect, it } from 'vitest';
import type {
  IntervalRow,
  ItemRow,
  LabelRow,
  SuggestionRow,
  VideoDetail,
} from '../../src/service/contract/index.ts';
import { barsOf } from './bars.ts';
import { withRows, NO_COLUMNS, type Columns } from './columns.ts';
import type { Grouping, LaneStates } from './grouping.ts';
import { groupedLanes, shownLanes } from './groups.ts';
import { barTarget, labelCode, NEUTRAL, topLanes } from './model.ts';

const edge = { by: 'ada', kind: 'drawn', policyId: null, at: null, movedTicks: 0 } as const;

function interval(id: number, start: number, end: number): IntervalRow {
  return {
    id,
    slot: 0,
    start,
    end,
    startFrame: 0,
    endFrame: 1,
    offGrid: { start: false, end: id === 3 },
    provenance: { start: edge, end: edge },
  };
}

function item(id: string, prompt: ItemRow['prompt'], change: Partial<ItemRow>): ItemRow {
  return {
    id,
    task: prompt.task,
    prompt,
    paraphrases: [],
    state: 'draft',
    labelId: null,
    answerIndex: null,
    saliency: null,
    intervals: [],
    noneSlots: [],
    intervalTotal: 0,
    laneId: prompt.task === 'TAL' ? 'TAL/7' : prompt.task,
    worth: null,
    ...change,
  };
}

function suggestion(
  id: number,
  itemId: string,
  score: number,
  status: SuggestionRow['status'] = 'pending',
): SuggestionRow {
  return {
    id,
    responseId: 1,
    itemId,
    policyId: 'p',
    slot: 0,
    start: id * 10,
    end: id * 10 + 400,
    score,
    calibrated: false,
    asked: false,
    answerIndex: null,
    saliency: null,
    basis: null,
    status,
    at: '2026-11-20T12:00:00Z',
  };
}

const items = [
  item(
    'q',
    { task: 'VHD', query: 'best bits', clipLength: 2 },
    { intervals: [interval(1, 0, 400)], saliency: { clipLength: 2, scores: [4, 0] } },
  ),
  item(
    'run',
    { task: 'TAL', label: 'run', description: 'running' },
    { labelId: 7, intervals: [interval(2, 0, 400), interval(3, 800, 900)] },
  ),
];

const detail: VideoDetail = {
  id: 'v',
  title: 'v.mp4',
  split: null,
  group: null,
  state: 'begun',
  timebase: { num: 1, den: 1000 },
  firstTick: 0,
  endTick: 3000,
  frameCount: 75,
  width: 640,
  height: 360,
  rotation: 0,
  codec: 'h264',
  hasSound: false,
  playable: true,
  warnings: [],
  coverage: [],
  skimmed: [],
  urls: { media: '', frames: '', peaks: null, filmstrip: '', filmstripSheet: '', thumbnail: '' },
  lanes: [
    { id: 'VHD', task: 'VHD', name: 'VHD', labelId: null, itemIds: ['q'] },
    { id: 'TAL/7', task: 'TAL', name: 'run', labelId: 7, itemIds: ['run'] },
  ],
  items,
  suggestions: [
    suggestion(1, 'run', 0.9),
    suggestion(2, 'run', 0.4, 'rejected'),
    suggestion(3, 'q', 0.8),
    suggestion(4, 'run', 0.5, 'accepted'),
  ],
  responses: [],
  revision: 1,
};
const labelColours = new Map([[7, 2]]);

/** The columns that the service would send of these items: the second interval was accepted from a policy. */
function columnsOf(given: readonly ItemRow[]): Columns {
  const rows = given.flatMap((each) =>
    each.intervals.map(({ id, start, end, slot, offGrid }) => ({
      id,
      item: each.id,
      start,
      end,
      slot,
      flags: offGrid.end ? 1 << 9 : 0,
      by: id === 1 ? '' : 'ada',
      policy: id === 2 ? 'p' : '',
    })),
  );
  return withRows(NO_COLUMNS, [], rows);
}

const LABEL = {
  group: '',
  description: '',
  colour: 1,
  exclusive: null,
  uses: 0,
} as const;

const input = { detail, labelColours, columns: columnsOf(items) };
const shown = (grouping: Grouping, states: LaneStates = {}) => groupedLanes(input, grouping, [], states);

describe('the lanes of a video', () => {
  it('show labels first, in their colour, and every other task in grey: colours mean labels', () => {
    const lanes = shown('label');
    expect(lanes.map((lane) => [lane.kind, lane.title, lane.colour, lane.bars.length])).toEqual([
      ['label', 'run', 2, 2],
      ['task', 'Highlights', NEUTRAL, 1],
    ]);
    const [run] = lanes;
    if (run === undefined) throw new Error('There is a lane.');
    expect(barsOf(run.bars).map((bar) => [bar.id, bar.code, bar.look, bar.offGrid])).toEqual([
      ['i2', 'RUN', 'truth', false],
      ['i3', 'RUN', 'truth', true],
    ]);
  });

  it('add what is drawn to a label’s item, and begin a new item elsewhere', () => {
    expect(shown('label').map((lane) => lane.itemId)).toEqual(['run', null]);
  });

  it('stand for tasks, annotators or policies when asked to', () => {
    const counts = (grouping: Grouping): [string, number][] =>
      shown(grouping).map((lane) => [lane.title, lane.bars.length]);
    expect(counts('task')).toEqual([
      ['Highlights', 1],
      ['Actions', 2],
    ]);
    expect(counts('annotator')).toEqual([
      ['Imported', 1],
      ['ada', 2],
    ]);
    expect(counts('policy')).toEqual([
      ['By people alone', 2],
      ['p', 1],
    ]);
  });

  it('are drawn as they are treated: collapsed, locked, hidden, alone', () => {
    const states = { 'TAL/7': { collapsed: true, locked: true }, VHD: { hidden: true } };
    const lanes = shown('label', states);
    expect(lanes.map((lane) => [lane.collapsed, lane.locked])).toEqual([
      [true, true],
      [false, false],
    ]);
    expect(shownLanes(lanes, states).map((lane) => lane.id)).toEqual(['TAL/7']);
    expect(shownLanes(lanes, { VHD: { solo: true } }).map((lane) => lane.id)).toEqual(['VHD']);
  });

  it('have the key that their label was given, else a digit; a label with a key has a lane before it has an item', () => {
    const label = (id: number, hotkey: string | null): LabelRow => ({
      ...LABEL,
      attributes: [],
      id,
      name: `label ${id}`,
      hotkey,
    });
    const lanes = groupedLanes(input, 'label', [label(7, null), label(8, 'K'), label(9, null)], {});
    expect(lanes.map((lane) => [lane.labelId, lane.key])).toEqual([
      [7, 'shift+1'],
      [8, 'k'],
      [null, null],
    ]);
  });

  it('put the selected item on top, with what is suggested and what was rejected for it, not what was accepted', () => {
    const [focus, model] = topLanes(input, 'run');
    expect(focus).toMatchObject({ kind: 'focus', title: 'run', itemId: 'run', colour: 2 });
    expect(
      model === undefined ? [] : barsOf(model.bars).map((bar) => [bar.id, bar.look, bar.confidence]),
    ).toEqual([
      ['s1', 'suggestion', 0.9],
      ['s2', 'rejected', 0.4],
    ]);
  });

  it('show the saliency of the selected item by clip, cut at the video’s end', () => {
    expect(topLanes(input, 'q')[0]?.saliency).toEqual([
      { start: 0, end: 2000, score: 4 },
      { start: 2000, end: 3000, score: 0 },
    ]);
  });

  it('show every item’s leading suggestions while none is selected', () => {
    const [focus, model] = topLanes(input, null);
    expect(focus?.bars.length).toBe(0);
    expect(model === undefined ? [] : barsOf(model.bars).map((bar) => bar.id)).toEqual(['s1', 's3']);
  });
});

describe('names of bars', () => {
  it('lead back to the row that they show', () => {
    expect(barTarget('i12')).toEqual({ kind: 'interval', id: 12 });
    expect(barTarget('s7')).toEqual({ kind: 'suggestion', id: 7 });
  });

  it('are short', () => {
    expect(['ball_lost', 'run', 'on back', 'somersault', 'a-b-c-d-e-f'].map(labelCode)).toEqual([
      'BL',
      'RUN',
      'OB',
      'SOM',
      'ABCD',
    ]);
  });
});

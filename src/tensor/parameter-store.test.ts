import { describe, expect, it } from 'vitest';
import { float32Data, floatTensor } from './host-tensor.ts';
import { constantFill, normalFill } from './initialize.ts';
import { ParameterError, ParameterStore, type ParameterSpec } from './parameter-store.ts';
import { Random } from './random.ts';
import { sizeOf } from './shape.ts';

const specs: ParameterSpec[] = [
  { name: 'a/w', shape: [2, 2], init: normalFill(1) },
  { name: 'a/b', shape: [2], init: constantFill(0.5) },
  { name: 'text/w', shape: [3], init: normalFill(1), group: 'text' },
];
const make = (seed = 1) => new ParameterStore(specs, Random.seeded(seed));

describe('ParameterStore', () => {
  it('starts from the initializers, the same for the same seed', () => {
    expect(make().parameters()).toEqual(make().parameters());
    expect(make(2).parameters()).not.toEqual(make().parameters());
    const store = make();
    expect(store.names).toEqual(['a/w', 'a/b', 'text/w']);
    expect(store.groups).toEqual(['', 'text']);
    expect(store.size).toBe(9);
    expect([...store.read('a/b')]).toEqual([0.5, 0.5]);
  });

  it('hands out copies', () => {
    const store = make();
    store.parameters().get('a/b')?.fill(9);
    const stored = store.state().tensors.get('parameter/a/b');
    if (stored !== undefined) float32Data(stored).fill(9);
    expect([...store.read('a/b')]).toEqual([0.5, 0.5]);
  });

  it('refuses what it does not have', () => {
    const store = make();
    expect(() => store.read('a/c')).toThrow('no parameter called a/c');
    expect(() => store.steps('sound')).toThrow('no parameter group called "sound"');
    expect(() => store.slotsOf(['sound'])).toThrow(ParameterError);
    const random = Random.seeded(1);
    expect(() => new ParameterStore([...specs, ...specs], random)).toThrow('Two parameters are called a/w');
    const wrong = { name: 'x', shape: [3], init: () => new Float32Array(2) };
    expect(() => new ParameterStore([wrong], random)).toThrow('gave 2 numbers');
  });

  it('takes over weights that fit, and changes nothing when they do not', () => {
    const store = make();
    const before = store.parameters();
    const weights = make(5).weights();
    const refused: [string, (w: Map<string, ReturnType<typeof floatTensor>>) => void][] = [
      ['lacks parameter/text/w', (w) => w.delete('text/w')],
      ['has parameter/other', (w) => w.set('other', floatTensor([1], [1]))],
      ['float32[3] in the state but float32[2]', (w) => w.set('a/b', floatTensor([3], [1, 2, 3]))],
    ];
    for (const [sentence, spoil] of refused) {
      const bad = new Map(weights);
      spoil(bad);
      expect(() => store.loadWeights(bad)).toThrow(sentence);
      expect(store.parameters()).toEqual(before);
    }
    store.loadWeights(weights);
    expect(store.parameters()).toEqual(make(5).parameters());
  });

  it('refuses a state that does not say its steps', () => {
    const store = make();
    const { tensors } = store.state();
    expect(() => store.restore({ tensors, steps: { '': 1 } })).toThrow('group "text"');
    expect(() => store.restore({ tensors, steps: { '': -1, text: 0 } })).toThrow('group ""');
  });

  it('refuses a state that has trained but lost its running means', () => {
    const store = make();
    const before = store.parameters();
    const { tensors } = make(5).state();
    const means = new Map(tensors);
    for (const part of ['m', 'v']) {
      for (const { name, shape } of specs.slice(0, 2))
        means.set(`${part}/${name}`, floatTensor(shape, new Float32Array(sizeOf(shape))));
    }
    const steps = { '': 3, text: 0 };
    expect(() => store.restore({ tensors, steps })).toThrow('lacks m/a/w');
    const half = new Map([...means].filter(([name]) => name !== 'v/a/b'));
    expect(() => store.restore({ tensors: half, steps })).toThrow('lacks v/a/b');
    expect(store.parameters()).toEqual(before);
    store.restore({ tensors: means, steps });
    expect(store.steps('')).toBe(3);
  });
});

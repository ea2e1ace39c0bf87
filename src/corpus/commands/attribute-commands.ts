import { z } from 'zod';
import { say } from '../../tasks/said/said.ts';
import { attributeValue } from '../../tasks/label-schema.ts';
import { CorpusError } from '../errors.ts';
import { storedAttributes } from '../stored-attributes.ts';
import { defineCommand } from './define.ts';
import { openInterval, settle } from './item-edit.ts';

/** Notes values on instances; null takes one back. What the label does not define is kept and shown as a fault. */
export const setIntervalAttributes = defineCommand(
  z.strictObject({
    intervals: z.array(z.int().positive()).min(1).max(100_000),
    values: z.record(z.string().trim().min(1).max(100), attributeValue.nullable()),
  }),
  (change, params) => {
    const keys = new Set(params.intervals);
    let name = '';
    for (const key of keys) {
      const { row, item, video, name: own } = openInterval(change, key);
      if (item.task !== 'TAL')
        throw new CorpusError('refused', say('onlyTalAttributes', { name: own, task: item.task }));
      name ||= own;
      const merged = { ...storedAttributes(row.attributes), ...params.values };
      const kept = Object.entries(merged).filter(([, value]) => value !== null);
      change.update('interval', row.key, {
        attributes: kept.length === 0 ? null : JSON.stringify(Object.fromEntries(kept)),
      });
      settle(change, item, video);
    }
    const attributes = Object.keys(params.values)
      .map((each) => `"${each}"`)
      .join(', ');
    return {
      said:
        keys.size === 1
          ? say('notedAttributes', { attributes, name })
          : say('notedAttributesOfMany', { attributes, count: keys.size }),
    };
  },
);

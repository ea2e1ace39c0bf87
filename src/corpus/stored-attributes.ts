import {
  attributeDefinitions,
  attributeValues,
  type AttributeDefinition,
  type AttributeValues,
} from '../tasks/label-schema.ts';
import { parseJson } from './json.ts';

const NONE: AttributeValues = {};

/** What is noted on an instance, from its column. @throws CorpusError 'corrupt' */
export function storedAttributes(json: string | null): AttributeValues {
  return json === null ? NONE : parseJson(json, attributeValues, 'what is noted on an interval');
}

/** What may be noted on a label's instances, from its column. @throws CorpusError 'corrupt' */
export function storedDefinitions(json: string): readonly AttributeDefinition[] {
  return json === '[]' ? [] : parseJson(json, attributeDefinitions, 'the attributes of a label');
}

/** What is noted on an instance, for its column; null for nothing. */
export function attributesJson(values: AttributeValues | undefined): string | null {
  return values === undefined || Object.keys(values).length === 0 ? null : JSON.stringify(values);
}

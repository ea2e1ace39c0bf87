import type { WritableDb } from './db.ts';
import { say } from '../tasks/said/said.ts';
import type { Findings } from './import-check.ts';
import type { DocumentLabel } from './import-document.ts';
import type { LabelRow } from './rows.ts';
import { storedDefinitions } from './stored-attributes.ts';
import { searchText } from './stored-prompt.ts';

/**
 * Writes a document's labels. One that is in the project already stays as it is, and a key that another label of the group
 * holds is not taken over; notes say so.
 * @returns how many were written
 */
export function importLabels(
  db: WritableDb,
  batch: number,
  labels: readonly DocumentLabel[],
  findings: Findings,
): number {
  const counts = new Map<string, number>();
  let written = 0;
  for (const label of labels) {
    const group = label.group ?? '';
    const known = findLabel(db, group, label.name);
    const what =
      group === ''
        ? say('importLabel', { label: label.name })
        : say('importLabelOf', { label: label.name, group });
    if (known !== undefined) {
      if (known.description !== label.description) findings.note(say('importKeptDescription', { what }));
      if (isOther(known, label)) findings.note(say('importKeptLook', { what }));
      continue;
    }
    const place =
      counts.get(group) ?? db.number('SELECT count(*) FROM label WHERE label_group = @group', { group });
    counts.set(group, place + 1);
    const hotkey = label.schema?.hotkey ?? null;
    const holder = hotkey === null ? undefined : keyHolder(db, group, hotkey);
    if (holder !== undefined) findings.note(say('importLostKey', { what, key: hotkey ?? '', holder }));
    db.run(
      `INSERT INTO label (label_group, name, description, colour, hotkey, exclusive, attributes, batch, extra, search)
       VALUES (@group, @name, @description, @colour, @hotkey, @exclusive, @attributes, @batch, @extra, @search)`,
      {
        group,
        name: label.name,
        description: label.description,
        colour: label.schema?.colour ?? place,
        hotkey: holder === undefined ? hotkey : null,
        exclusive: label.schema?.exclusive ?? null,
        attributes: JSON.stringify(label.schema?.attributes ?? []),
        batch,
        extra: JSON.stringify(label.extra),
        search: searchText([label.name, label.description]),
      },
    );
    written++;
  }
  return written;
}

/** Whether what a document says of a label, where it says anything, differs from what stands. */
function isOther(known: LabelRow, { schema }: DocumentLabel): boolean {
  if (schema === undefined) return false;
  return (
    (schema.colour !== null && schema.colour !== known.colour) ||
    (schema.hotkey !== null && schema.hotkey !== known.hotkey) ||
    (schema.exclusive !== null && schema.exclusive !== known.exclusive) ||
    (schema.attributes.length > 0 &&
      JSON.stringify(schema.attributes) !== JSON.stringify(storedDefinitions(known.attributes)))
  );
}

function keyHolder(db: WritableDb, group: string, hotkey: string): string | undefined {
  return db.get<{ name: string }>(
    'SELECT name FROM label WHERE label_group = @group AND lower(hotkey) = lower(@hotkey)',
    { group, hotkey },
  )?.name;
}

/** The label that a document's item of this group names. */
export function findLabel(db: WritableDb, group: string, name: string): LabelRow | undefined {
  return db.get<LabelRow>('SELECT * FROM label WHERE label_group = @group AND name = @name', { group, name });
}

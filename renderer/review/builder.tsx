import { QueryBuilderMaterial } from '@react-querybuilder/material';
import Box from '@mui/material/Box';
import { useQuery } from '@tanstack/react-query';
import { useMemo, type JSX } from 'react';
import { QueryBuilder, type Field, type FullOption } from 'react-querybuilder';
import {
  CHOICES,
  COMPARISONS,
  FIELDS,
  NUMBER_FIELDS,
  type ChoiceField,
  type Field as QueryField,
  type QueryGroup,
} from '../../src/tasks/find/item-query.ts';
import { trpc } from '../client.ts';
import { useWords, type Words } from '../words/words.ts';
import { fromBuilder, toBuilder } from './builder-query.ts';

type T = Words<'review'>;
const option = (name: string, label: string): FullOption => ({ name, value: name, label });

function isChoice(field: QueryField): field is ChoiceField {
  return field in CHOICES;
}

/** The filter as fields, operators and values to choose from: the same query as the typed one. */
export function Builder({
  query,
  onChange,
}: {
  readonly query: QueryGroup;
  readonly onChange: (query: QueryGroup) => void;
}): JSX.Element {
  const t = useWords('review');
  const names = useQuery(trpc.items.names.queryOptions()).data;
  const fields = useMemo(() => FIELDS.map((field) => fieldOf(t, field, names)), [t, names]);
  return (
    <Box role="group" aria-label={t('builder')} sx={LOOK}>
      <QueryBuilderMaterial showInputLabels={false}>
        <QueryBuilder
          fields={fields}
          // Kept by the builder itself while rules are being filled in.
          defaultQuery={toBuilder(query)}
          onQueryChange={(next) => onChange(fromBuilder(next))}
          combinators={[option('and', t('all')), option('or', t('any'))]}
          getDefaultValue={(rule) => defaultValue(rule.field)}
          showNotToggle
          enableMountQueryChange={false}
          resetOnFieldChange
          translations={{
            addRule: { label: t('addRule'), title: t('addRule') },
            addGroup: { label: t('addGroup'), title: t('addGroup') },
            removeRule: { label: <Cross name={t('removeRule')} />, title: t('removeRule') },
            removeGroup: { label: <Cross name={t('removeGroup')} />, title: t('removeGroup') },
            notToggle: { label: t('not'), title: t('notGroup') },
            combinators: { title: t('combine') },
            fields: { title: t('field') },
            operators: { title: t('operator') },
            value: { title: t('value') },
          }}
        />
      </QueryBuilderMaterial>
    </Box>
  );
}

/** A cross that is read as what it does. */
function Cross({ name }: { readonly name: string }): JSX.Element {
  return (
    <span role="img" aria-label={name}>
      ✕
    </span>
  );
}

function defaultValue(field: string): unknown {
  const choice = FIELDS.find((each) => each === field);
  if (choice === undefined) return '';
  return isChoice(choice) ? CHOICES[choice][0] : '';
}

function fieldOf(
  t: T,
  field: QueryField,
  names: { readonly labels: string[]; readonly groups: string[]; readonly annotators: string[] } | undefined,
): Field {
  const base = { name: field, value: field, label: t(`fields.${field}`) };
  const is = [option('=', t('operators.is')), option('!=', t('operators.isNot'))];
  if (isChoice(field))
    return {
      ...base,
      operators: is,
      valueEditorType: 'select',
      values: CHOICES[field].map((value) => option(value, choiceLabel(t, field, value))),
    };
  const known = { label: names?.labels, group: names?.groups, annotator: names?.annotators };
  if (field === 'label' || field === 'group' || field === 'annotator') {
    const values = known[field] ?? [];
    return {
      ...base,
      operators: is,
      ...(values.length > 0 && values.length <= 200
        ? {
            valueEditorType: 'select',
            values: [option('', '…'), ...values.map((each) => option(each, each))],
          }
        : {}),
    };
  }
  if (field === 'video' || field === 'text')
    return { ...base, operators: [option('=', t('operators.has')), option('!=', t('operators.hasNot'))] };
  return {
    ...base,
    operators: COMPARISONS.map((each) => option(each, each)),
    inputType: NUMBER_FIELDS.some((each) => each === field) ? 'number' : 'date',
  };
}

/** A value of a choice in words. */
export function choiceLabel(t: T, field: ChoiceField, value: string): string {
  switch (field) {
    case 'task':
      return value;
    case 'state':
      return t(`states.${CHOICES.state.find((each) => each === value) ?? 'open'}`);
    case 'split':
      return t(`splits.${CHOICES.split.find((each) => each === value) ?? 'none'}`);
    case 'by':
      return t(`by.${CHOICES.by.find((each) => each === value) ?? 'person'}`);
    case 'has':
      break;
  }
  return t(`has.${CHOICES.has.find((each) => each === value) ?? 'intervals'}`);
}

const LOOK = {
  px: 4,
  py: 2,
  '& .ruleGroup': {
    display: 'flex',
    flexDirection: 'column',
    gap: 1,
    border: 1,
    borderColor: 'divider',
    borderRadius: 1,
    p: 2,
  },
  '& .ruleGroup .ruleGroup': { bgcolor: 'action.hover' },
  '& .ruleGroup-header, & .rule': { display: 'flex', alignItems: 'center', gap: 2, flexWrap: 'wrap' },
  '& .ruleGroup-body': { display: 'flex', flexDirection: 'column', gap: 1 },
  '& .ruleGroup-body:empty': { display: 'none' },
  '& .MuiFormControl-root': { m: 0, minWidth: 90 },
  // The theme makes text fields as wide as they can be.
  '& .MuiTextField-root, & .rule-value.MuiInputBase-root, & .rule > .MuiInputBase-root': { width: 150 },
  '& .MuiInput-root': { fontSize: 13, mt: 0 },
  '& .MuiInput-root::before': { borderColor: 'divider' },
  '& .MuiButton-root': {
    minHeight: 24,
    py: 0,
    color: 'text.secondary',
    boxShadow: 'none',
    bgcolor: 'transparent',
  },
  '& .MuiButton-root:hover': { bgcolor: 'action.hover', boxShadow: 'none' },
  '& .MuiFormControlLabel-label': { fontSize: 13, color: 'text.secondary' },
  '& .MuiSvgIcon-root': { fontSize: 16 },
} as const;

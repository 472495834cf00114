import type { BindingApi } from '@tweakpane/core';
import type { FolderApi } from 'tweakpane';
import type { Field } from '../../protocol.ts';
import { element } from '../dom.ts';
import { words } from '../text.ts';
import { dataOfText, textOfData } from './data-text.ts';
import { sliderScale } from './slider-scale.ts';

/** One parameter in the panel. */
export interface Row {
  /** Show a value that came from elsewhere. */
  set(value: unknown): void;
}

/** Holds what tweakpane edits. */
interface Holder {
  value: unknown;
}

/** A row for a parameter; `changed` hears the value when the user has let go. */
export function addRow(folder: FolderApi, field: Field, start: unknown, changed: (value: unknown) => void): Row {
  if (field.kind === 'number' && !field.optional) return numberRow(folder, field, start as number, changed);
  if (field.kind === 'choice' && !field.optional) {
    const options = field.choices.map((choice) => ({ text: choice, value: choice }));
    return plainRow(folder, field, { value: start }, changed, { options });
  }
  if (field.kind === 'switch') return plainRow(folder, field, { value: start ?? false }, changed);
  return textRow(folder, field, start, changed);
}

function plainRow(
  folder: FolderApi,
  field: Pick<Field, 'name' | 'description'>,
  holder: Holder,
  changed: (value: unknown) => void,
  options: object = {},
): Row & { api: BindingApi } {
  const api = folder.addBinding(holder, 'value', { label: words(field.name), ...options }) as BindingApi;
  api.element.title = field.description;
  let quiet = false;
  api.on('change', ({ value, last }) => {
    if (last && !quiet) changed(value);
  });
  const set = (value: unknown): void => {
    quiet = true;
    holder.value = value;
    api.refresh();
    quiet = false;
  };
  return { api, set };
}

/** Anything that is not scalar, as text; left empty, what is optional takes its default. */
function textRow(folder: FolderApi, field: Field, start: unknown, changed: (value: unknown) => void): Row {
  const row = plainRow(folder, field, { value: textOfData(start) }, (text) => changed(dataOfText(text as string)));
  if (field.optional) row.api.element.querySelector('input')!.placeholder = 'default';
  return { set: (value) => row.set(textOfData(value)) };
}

function numberRow(
  folder: FolderApi,
  field: Extract<Field, { kind: 'number' }>,
  start: number,
  changed: (value: unknown) => void,
): Row {
  const holder = { value: start };
  const format = (value: number): string => String(Number(value.toPrecision(6)));
  const row = plainRow(
    folder,
    field,
    holder,
    (value) => {
      place(value as number);
      changed(value);
    },
    { format, ...(field.integer && { step: 1 }) },
  );
  const scale = sliderScale(field, start);
  const slider = element('input', {
    ...{ type: 'range', min: 0, max: 1, step: 0.005, class: 'slider' },
    on: {
      input: () => row.set(scale!.valueAt(Number(slider.value))),
      change: () => changed(holder.value),
    },
  });
  const place = (value: number): void => {
    slider.value = String(scale?.placeOf(value) ?? 0);
    slider.setAttribute('aria-valuetext', format(value));
  };
  if (scale) row.api.element.querySelector('.tp-lblv_v')!.prepend(slider);
  place(start);
  return {
    set: (value) => {
      row.set(value);
      place(value as number);
    },
  };
}

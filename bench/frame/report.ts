import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { root } from '#platform/root.js';
import { type Line, met, type Outcome, type Target } from './figure.js';
import { type Machine, machineLine } from './machine.js';

export interface Report extends Outcome {
  figure: string;
  about: string;
  /** Sizes too small to mean anything: shows only that it runs. */
  quick: boolean;
  measuredAt: string;
  seconds: number;
  machine: Machine;
}

/** The report as a person reads it. */
export function table({ figure, about, quick, seconds, machine, lines, targets, notes }: Report): string {
  const columns = [...new Set(lines.flatMap(({ values }) => Object.keys(values)))];
  const cells = [['', ...columns], ...lines.map((line) => [line.name, ...columns.map((column) => cell(line, column))])];
  const widths = cells[0]!.map((_, at) => Math.max(...cells.map((row) => row[at]!.length)));
  const rows = cells.map((row) => row.map((text, at) => (at === 0 ? text.padEnd(widths[at]!) : text.padStart(widths[at]!))).join('   '));
  return [
    `${figure}: ${about}`,
    machineLine(machine),
    '',
    ...rows,
    '',
    ...targets.map((target) => verdict(target, quick)),
    ...notes.map((note) => `- ${note}`),
    `Took ${Math.round(seconds)} s.${quick ? ' Quick: these sizes show that it runs, not how fast.' : ''}`,
  ].join('\n');
}

const cell = ({ values }: Line, column: string): string => {
  const value = values[column];
  if (value === undefined) return '';
  return value.toLocaleString('en', { maximumFractionDigits: value < 10 ? 2 : value < 100 ? 1 : 0 });
};

function verdict(target: Target, quick: boolean): string {
  const { name, value, unit, least, most } = target;
  const shown = (one: number) => (unit === 'share' ? `${Math.round(one * 100)}%` : `${one.toFixed(2)} ×`);
  const bound = least !== undefined ? `at least ${shown(least)}` : `at most ${shown(most ?? 0)}`;
  return `${name}: ${shown(value)} (${bound}${quick ? '' : met(target) ? ': met' : ': MISSED'})`;
}

/** Keeps a report where `bench` looks for the last ones: `.cache/bench/{figure}.json`. Answers the path. */
export function keep(name: string, report: unknown): string {
  const folder = join(root, '.cache', 'bench');
  mkdirSync(folder, { recursive: true });
  const path = join(folder, `${name}.json`);
  writeFileSync(path, `${JSON.stringify(report, null, 2)}\n`);
  return path;
}

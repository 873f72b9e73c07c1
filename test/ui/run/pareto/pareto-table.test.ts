import { describe, expect, it } from 'vitest';
import { Cloud } from '../../../../src/ui/run/pareto/cloud.ts';
import { isWithin, paretoTable } from '../../../../src/ui/run/pareto/pareto-table.ts';
import type { Brush } from '../../../../src/ui/run/view-store.ts';
import { madeUp } from './tables.ts';

const run = madeUp();
const { candidates: table } = run;
const cloud = new Cloud(table, 'parameters', 'error');
cloud.follow();
const whole = { table, cloud, prefix: cloud.count, front: run.front, ownFront: null, brush: null };

describe('paretoTable', () => {
  it('lists the front first, then the others, each by parameters', () => {
    const shown = paretoTable(whole);
    expect(shown.rows).toBe(run.evaluated);
    const numbers = Array.from({ length: shown.rows }, (_, row) => shown.candidate!(row));
    expect(numbers.slice(0, run.front.length)).toEqual(run.front);
    expect(new Set(numbers).size).toBe(run.evaluated);
    const rest = numbers.slice(run.front.length).map((n) => table.parameters[n]!);
    expect(rest).toEqual([...rest].sort((a, b) => a - b));
    const titles = shown.columns.map(({ title }) => title);
    const at = (title: string, row = 0) => shown.cell(row, titles.indexOf(title));
    expect(at('Candidate')).toBe(run.front[0]);
    expect(at('Front')).toBe('yes');
    expect(at('Front', shown.rows - 1)).toBe('');
    expect(at('Validation error')).toBe(table.error[run.front[0]!]);
    expect(shown.caption).toMatch(/^Evaluated candidates/);
  });

  it('shows the measures of the axes, and which front is the run’s', () => {
    const other = new Cloud(table, 'inference', 'seconds');
    other.follow();
    const front = other.front(other.count);
    const shown = paretoTable({ ...whole, cloud: other, prefix: other.count, front, ownFront: run.front });
    const titles = shown.columns.map(({ title }) => title);
    expect(titles).toEqual(expect.arrayContaining(['Run’s front', 'Inference time', 'Training time']));
    expect(shown.rows).toBe(other.count);
    expect(shown.candidate!(0)).toBe(front[0]);
  });

  it('has only what lies within the rectangle, and what was over by then', () => {
    const brush: Brush = { x: 'error', y: 'macs', from: [0.02, 0], to: [0.04, 500_000] };
    const prefix = cloud.prefix(300);
    const shown = paretoTable({ ...whole, prefix, front: cloud.front(prefix), brush });
    expect(shown.rows).toBeGreaterThan(5);
    expect(shown.rows).toBeLessThan(prefix);
    for (let row = 0; row < shown.rows; row++) {
      const n = shown.candidate!(row);
      expect(isWithin(table, n, brush)).toBe(true);
      expect(table.order[n]!).toBeLessThanOrEqual(300);
      expect(table.error[n]!).toBeGreaterThanOrEqual(0.02);
      expect(table.macs[n]!).toBeLessThanOrEqual(500_000);
    }
  });
});

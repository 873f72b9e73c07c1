// @vitest-environment happy-dom
import { cleanup, fireEvent, render, screen, within } from '@testing-library/react';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import type { Estimate } from '../../../../src/run/landscape/sampled/intervals.ts';
import { createSampledLab, type SampledNews } from '../../../../src/run/landscape/sampled/lab.ts';
import { DEFAULT_PLAN } from '../../../../src/run/landscape/sampled/plan.ts';
import type { SampledReport } from '../../../../src/run/landscape/sampled/report.ts';
import { DEFAULT_SETTINGS } from '../../../../src/run/settings.ts';
import { HIERARCHICAL_SMALL } from '../../../../src/space/presets.ts';
import {
  densityWords,
  distanceWords,
  figureRows,
  reachWords,
  unitOf,
} from '../../../../src/ui/landscape/sampled/figures.ts';
import type { FormProps } from '../../../../src/ui/landscape/sampled/SampledForm.tsx';
import { SampledPanel } from '../../../../src/ui/landscape/sampled/SampledPanel.tsx';

const ROOM = { width: 500, height: 300 };
let news: SampledNews;

beforeEach(async () => {
  vi.stubGlobal(
    'ResizeObserver',
    class {
      readonly #heard: (entries: { contentRect: typeof ROOM }[]) => void;
      constructor(heard: (entries: { contentRect: typeof ROOM }[]) => void) {
        this.#heard = heard;
      }
      observe() {
        this.#heard([{ contentRect: ROOM }]);
      }
      disconnect() {}
    },
  );
  let time = 0;
  const lab = createSampledLab({ breathe: () => Promise.resolve(), now: () => time++ });
  const plan = { ...DEFAULT_PLAN, members: 60, walks: 6, steps: 6, offspring: 1 };
  const request = { document: HIERARCHICAL_SMALL, plan, settings: DEFAULT_SETTINGS, tolerance: 0 };
  await lab.start({ ...request, fitness: 'parameters' }, undefined, (one) => {
    news = one;
  });
});
afterEach(() => {
  cleanup();
  vi.unstubAllGlobals();
});

function show(changes: Partial<FormProps> = {}) {
  const form: FormProps = {
    choice: { plan: DEFAULT_PLAN, fitness: 'short', tolerance: 0.001 },
    settings: DEFAULT_SETTINGS,
    state: 'idle',
    news,
    problem: '',
    noTraining: '',
    resumable: false,
    onChange: vi.fn(),
    onStart: vi.fn(),
    onPause: vi.fn(),
    onResume: vi.fn(),
    onStop: vi.fn(),
    onOpen: vi.fn(),
    ...changes,
  };
  render(<SampledPanel {...form} shownFitness="parameters" />);
  return form;
}

describe('the panel of a sampled space', () => {
  it('shows every chart with the same figures as a table', () => {
    show();
    for (const title of [
      'Distribution of fitness',
      'Distance to the best',
      'Autocorrelation',
      'Improvability',
      'Chance to improve',
    ]) {
      const panel = screen.getByRole('region', { name: title });
      expect(within(panel).getByRole('slider').getAttribute('aria-valuetext')).toMatch(/\d|interval/);
      fireEvent.click(within(panel).getByRole('button', { name: 'Table' }));
      expect(within(panel).getByRole('columnheader', { name: /95 %/ })).toBeTruthy();
    }
    const figures = screen.getByRole('region', { name: 'Figures' });
    expect(figures.textContent).toContain('Nothing is trained');
    expect(figures.textContent).toMatch(/Mean fitness\d\.\d\d \(\d\.\d\d to \d\.\d\d\)/);
  });

  it('starts what is sound, and says why training must wait', () => {
    const form = show({ noTraining: 'A run is under way.' });
    const button = screen.getByRole<HTMLButtonElement>('button', { name: 'Sample' });
    expect(button.disabled).toBe(true);
    expect(screen.getByText('A run is under way.')).toBeTruthy();
    fireEvent.change(screen.getByRole('combobox', { name: 'Fitness' }), { target: { value: 'depth' } });
    expect(form.onChange).toHaveBeenCalledWith({ plan: DEFAULT_PLAN, fitness: 'depth', tolerance: 0 });
    cleanup();
    const sound = show({
      choice: { plan: DEFAULT_PLAN, fitness: 'depth', tolerance: 0 },
      noTraining: 'A run is under way.',
      resumable: true,
    });
    fireEvent.click(screen.getByRole('button', { name: 'Go on' }));
    expect(sound.onStart).toHaveBeenCalledWith(true);
    fireEvent.click(screen.getByRole('button', { name: 'Start anew' }));
    expect(sound.onStart).toHaveBeenCalledWith(false);
    cleanup();
    show({ choice: { plan: { ...DEFAULT_PLAN, walks: -1 }, fitness: 'depth', tolerance: 0 } });
    expect(screen.getByRole<HTMLButtonElement>('button', { name: 'Sample' }).disabled).toBe(true);
    expect(screen.getByText(/Walks must be a whole number from 0/)).toBeTruthy();
  });

  it('tells how far it has come and how long the rest takes', () => {
    const progress = { stage: 'evaluating', done: 10, planned: 110, failed: 2, complete: false } as const;
    const form = show({
      state: 'running',
      news: { progress, fitness: '', report: undefined, pace: { seconds: 4, lanes: 2 } },
    });
    expect(screen.getByText('10 of at least 110 evaluated, 2 failed, about 3 min 20 s to go')).toBeTruthy();
    fireEvent.click(screen.getByRole('button', { name: 'Pause' }));
    fireEvent.click(screen.getByRole('button', { name: 'Stop' }));
    expect(form.onPause).toHaveBeenCalledOnce();
    expect(form.onStop).toHaveBeenCalledOnce();
  });
});

describe('what a sample says', () => {
  const estimate = (value: number, low: number, high: number): Estimate => ({ value, low, high, units: 20 });
  const withTau = (starts: number, tau: Estimate | undefined): SampledReport => ({
    ...news.report!,
    groups: [{ group: 'best', starts, byDistance: [], tau }],
  });
  const withPearson = (pearson: Estimate): SampledReport => ({
    ...news.report!,
    fitnessDistance: { ...news.report!.fitnessDistance!, pearson },
  });

  it('is decided only where the interval leaves 0 out', () => {
    expect(reachWords(withTau(20, estimate(-0.4, -0.6, -0.1)))).toBe(
      'From the best tenth reaching further makes worse offspring: τ −0.40 (−0.60 to −0.10).',
    );
    expect(reachWords(withTau(20, estimate(-0.4, -0.6, 0.1)))).toContain('not decided');
    expect(reachWords(withTau(3, undefined))).toContain('which are 50 members');
    expect(reachWords(withTau(0, undefined))).toBe('No offspring are evaluated yet.');
    expect(distanceWords(withPearson(estimate(-0.4, -0.6, -0.1)))).toContain('helps a search');
    expect(distanceWords(withPearson(estimate(0.4, 0.1, 0.6)))).toContain('misleads');
    expect(distanceWords(withPearson(estimate(0, -0.1, 0.1)))).toContain('says little');
    expect(distanceWords(withPearson(estimate(0, -0.5, 0.3)))).toContain('not decided');
  });

  it('has accuracies in per cent, and proxies in their own units', () => {
    expect(unitOf('training').text(0.9123)).toBe('91.23');
    expect(unitOf('training').change(-0.0123)).toBe('−1.23');
    expect(unitOf('macs').label).toBe('log₁₀ MACs');
    expect(unitOf('depth').text(7.25)).toBe('7.3');
    expect(densityWords(news.report!, unitOf('parameters'))).toMatch(/^Mean \d\.\d\d/);
    expect(figureRows(news.report!, unitOf('parameters'))).toHaveLength(17);
  });
});

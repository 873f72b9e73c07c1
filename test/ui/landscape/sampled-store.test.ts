// @vitest-environment happy-dom
import { beforeEach, describe, expect, it, vi } from 'vitest';
import {
  createSampledLab,
  type SampledLab,
  type SampledNews,
} from '../../../src/run/landscape/sampled/lab.ts';
import { DEFAULT_PLAN } from '../../../src/run/landscape/sampled/plan.ts';
import { hasRecord, useSampled } from '../../../src/ui/landscape/sampled-store.ts';
import { useApp } from '../../../src/ui/store.ts';
import { gate } from '../../run/landscape/shelves.ts';

const workers = vi.hoisted(() => {
  // The page's store starts its own workers; nobody here asks them anything.
  vi.stubGlobal(
    'Worker',
    class extends EventTarget {
      postMessage(): void {}
    },
  );
  return { make: (): unknown => undefined, fail: (_why: string): void => undefined };
});
vi.mock('../../../src/run/landscape/sampled/sampled-client.ts', () => ({
  startSampled(onFault: (why: string) => void) {
    workers.fail = onFault;
    return workers.make();
  },
}));

const initial = useSampled.getInitialState();
const state = () => useSampled.getState();
const PLAN = { ...DEFAULT_PLAN, members: 20, walks: 4, steps: 2, offspring: 1 };

/** A sampling lab in this thread, some of whose answers a test gives itself. */
function start(instead: Partial<Record<keyof SampledLab, unknown>> = {}): void {
  let time = 0;
  const lab = createSampledLab({ breathe: () => new Promise((done) => setTimeout(done)), now: () => time++ });
  const remote = {
    start: lab.start,
    pause: async () => lab.pause(),
    resume: async () => lab.resume(),
    stop: async () => lab.stop(),
    record: async () => lab.record(),
    read: async (text: string) => lab.read(text),
    ...instead,
  };
  workers.make = () => remote;
}

beforeEach(() => {
  workers.fail('a new test begins');
  useSampled.setState({ ...initial, choice: { plan: PLAN, fitness: 'parameters', tolerance: 0 } }, true);
  useApp.setState({ occupied: '' });
});

const NEWS = { progress: { stage: 'evaluating', done: 1, planned: 9 } } as unknown as SampledNews;

describe('the sampling of a space', () => {
  it('comes to its end, and can be gone on with', async () => {
    start();
    await state().start(false);
    expect(state()).toMatchObject({ state: 'idle', problem: '' });
    expect(state().news!.progress.stage).toBe('done');
    expect(hasRecord()).toBe(true);
    await state().start(true);
    expect(state()).toMatchObject({ state: 'idle', problem: '' });
  });

  it('is one at a time', async () => {
    const answer = gate<void>();
    let asked = 0;
    start({
      start() {
        asked++;
        return answer.promise;
      },
    });
    const first = state().start(false);
    await state().start(false);
    answer.open();
    await first;
    expect(asked).toBe(1);
  });

  it('pauses what runs and nothing else', async () => {
    const answer = gate<void>();
    const held: string[] = [];
    let tell: (news: SampledNews) => void = () => undefined;
    start({
      start(_request: unknown, _device: unknown, onNews: typeof tell) {
        tell = onNews;
        return answer.promise;
      },
      pause: async () => held.push('pause'),
      resume: async () => held.push('resume'),
    });
    state().pause();
    expect(state().state).toBe('idle');
    const running = state().start(false);
    tell(NEWS);
    expect(state().state).toBe('running');
    state().pause();
    tell(NEWS);
    expect(state().state).toBe('paused');
    state().resume();
    expect(state().state).toBe('running');
    answer.open();
    await running;
    // The last news may come after the end.
    tell({ ...NEWS });
    state().pause();
    expect(state().state).toBe('idle');
    expect(held).toEqual(['pause', 'resume']);
  });

  it('lets runs go when its worker dies or cannot be started, and starts another', async () => {
    const answer = gate<void>();
    start({
      start: () => answer.promise,
      record: () => Promise.reject(new Error('The sampling worker stopped.')),
    });
    const running = state().start(false);
    workers.fail('out of memory');
    answer.fail(new Error('The sampling worker stopped: out of memory.'));
    await running;
    expect(state()).toMatchObject({ state: 'idle', problem: 'The sampling worker stopped: out of memory.' });
    workers.make = () => {
      throw new DOMException('refused', 'SecurityError');
    };
    await state().start(false);
    expect(state()).toMatchObject({ state: 'idle', problem: 'refused' });
    expect(useApp.getState().occupied).toBe('');
    state().stop();
    await vi.waitFor(() => expect(state().problem).toBe('refused'));
    start();
    await state().start(false);
    expect(state()).toMatchObject({ state: 'idle', problem: '' });
  });

  it('takes no record of another sampling for that of one that did not begin', async () => {
    start();
    await state().start(false);
    expect(hasRecord()).toBe(true);
    state().change({ ...state().choice, plan: { ...PLAN, members: -1 } });
    await state().start(false);
    expect(state().problem).not.toBe('');
    expect(hasRecord()).toBe(false);
  });

  it('says what is wrong with a file, and opens a sound one', async () => {
    start();
    await state().openFile(new File(['{"a":1}'], 'a.json'));
    expect(state().problem).toContain('no sampled landscape');
    const large = new File(['x'], 'large.json');
    Object.defineProperty(large, 'size', { value: 65 * 2 ** 20 });
    await state().openFile(large);
    expect(state().problem).toContain('large.json is larger than 64 MB');
    await state().openFile(new File(['[<script>'], 'b.json'));
    expect(state().problem).toContain('no JSON');
  });
});

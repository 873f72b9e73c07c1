import type { RunEvent } from '../run/events.ts';
import { type RunSettings, withStrategy } from '../run/settings.ts';
import { describeProblems, parseDocument } from '../space/parse-document.ts';
import { coordinator, isUnderWay, useApp } from './store.ts';

/** A run driven from outside the page, from a terminal or the console: the same store, buttons' calls and workers. */
export interface Automation {
  /**
   * Changes settings, the space where one is given, and its parameter cap where one is given; then presses Play. Of the
   * strategy's parameters those that are given differ from their usual values. Rejects, with the reason, where the run does
   * not start.
   */
  start(settings: Partial<RunSettings>, space?: unknown, cap?: number): Promise<void>;
  /** Resolves when the run has ended and its workers are idle. */
  stop(): Promise<void>;
  /** The run's log from event number `from` on. */
  events(from: number): Promise<RunEvent[]>;
  exportJson(candidate: number): Promise<string>;
  /** The files of the tfjs model, their bytes in base64. */
  exportModel(candidate: number): Promise<{ name: string; base64: string }[]>;
}

declare global {
  var cellscape: Automation;
}

/** Whether a run is under way, as far as the page has heard. */
function busy(): boolean {
  const app = useApp.getState();
  return app.starting || isUnderWay(app);
}

/** Whether no run is under way. The page hears of a run's end a moment after it: that is waited for. */
async function idle(): Promise<boolean> {
  for (;;) {
    if (!busy()) return true;
    if (useApp.getState().starting) return false;
    if (await coordinator.underWay()) return false;
    await new Promise((resolve) => setTimeout(resolve, 20));
  }
}

globalThis.cellscape = {
  async start(settings, space, cap) {
    // Not waited for where there is nothing to wait for: a stop that follows at once must find the start.
    if (busy() && !(await idle())) throw new Error('A run is under way: stop it first, or wait for its end.');
    const app = useApp.getState();
    let document = app.space;
    if (space !== undefined) {
      const parsed = parseDocument(space);
      if (!parsed.ok) throw new Error(`The search space is not valid.\n${describeProblems(parsed.problems)}`);
      document = parsed.document;
    }
    if (cap !== undefined) document = { ...document, constraints: { maxParameters: cap } };
    if (document !== app.space) app.setSpace(document, 'set from outside');
    const { strategy = app.settings.strategy, parameters } = settings;
    // Throws for a strategy that there is not.
    const usual = withStrategy(app.settings, strategy);
    app.changeSettings({ ...settings, parameters: { ...usual.parameters, ...parameters } });
    await app.play();
    const { fault } = useApp.getState();
    if (fault !== null) throw new Error(fault);
  },
  stop: () => coordinator.stop(),
  events: (from) => coordinator.events(from),
  exportJson: (candidate) => coordinator.exportJson(candidate),
  async exportModel(candidate) {
    const files = await coordinator.exportModelFiles(candidate);
    return files.map(({ name, data }) => {
      let binary = '';
      for (const byte of data) binary += String.fromCharCode(byte);
      return { name, base64: btoa(binary) };
    });
  },
};

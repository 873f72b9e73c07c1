import { type CandidateTable, CURVE_STRIDE } from '../../../run/candidate-table.ts';
import { SPAN, type Spans } from '../../../run/course.ts';
import { type Lane, placesIn } from './lanes.ts';

/** Where bars are drawn: pixels and milliseconds since the run's start. */
export interface BarView {
  /** Time at the left and the right edge. */
  readonly from: number;
  readonly to: number;
  /** Where trainings that go on end. */
  readonly now: number;
  readonly left: number;
  readonly width: number;
}

/** The upper edge of a lane's bars and their height, pixels. */
export interface LaneRoom {
  readonly top: number;
  readonly height: number;
}

/** What a lane shows: a path for each kind of bar, and the candidates' numbers where there is room. */
export interface LaneBars {
  readonly trained: string;
  /** Building and compiling. */
  readonly setup: string;
  /** Trainings that go on. */
  readonly open: string;
  readonly failed: string;
  /** As outlines. */
  readonly lost: string;
  /** Boundaries of epochs. */
  readonly epochs: string;
  readonly labels: readonly { readonly x: number; readonly text: string; readonly row: number }[];
}

/** Bars that are narrower melt into one: pixels. */
const NARROW = 4;
/** Bars that are wider show their epochs. */
const ROOMY = 26;
/** Pixels of a digit of a label, and of the room beside it. */
const DIGIT = 6.6;
const BESIDE = 8;
/** Failed and lost trainings are seen however short they are. */
const LEAST = 2.5;

/** When a training ended or the view does, whichever is known. */
export const endOf = (spans: Spans, row: number, now: number): number =>
  Number.isNaN(spans.to[row]!) ? Math.max(now, spans.from[row]!) : spans.to[row]!;

/**
 * The bars of a lane's trainings in a stretch of time. Their number is limited by the pixels, not by the trainings: bars
 * without room of their own melt together.
 */
export function laneBars(
  lane: Lane,
  spans: Spans,
  table: CandidateTable,
  view: BarView,
  room: LaneRoom,
): LaneBars {
  const { left, width } = view;
  const right = left + width;
  const scale = width / (view.to - view.from);
  const pixel = (time: number) => Math.min(right, Math.max(left, left + (time - view.from) * scale));
  const paths = { trained: '', setup: '', open: '', failed: '', lost: '', epochs: '' };
  const labels: { x: number; text: string; row: number }[] = [];
  const bar = (kind: 'trained' | 'setup' | 'open' | 'failed' | 'lost', x0: number, x1: number) => {
    paths[kind] += `M${x0.toFixed(1)} ${room.top}H${x1.toFixed(1)}v${room.height}H${x0.toFixed(1)}Z`;
  };
  /** Bars that melted: from, to. */
  let [melted, meltedTo] = [Number.NaN, Number.NaN];
  const pour = () => {
    if (!Number.isNaN(melted)) bar('trained', melted, Math.max(meltedTo, melted + 0.7));
    melted = Number.NaN;
  };
  const [first, end] = placesIn(lane, view.from, view.to);
  for (let place = first; place < end; place++) {
    const row = lane.row[place]!;
    const until = endOf(spans, row, view.now);
    if (until < view.from) continue;
    const [x0, x1] = [pixel(spans.from[row]!), pixel(until)];
    const outcome = spans.outcome[row]!;
    if (outcome === SPAN.failed || outcome === SPAN.lost) {
      pour();
      const shown = Math.max(x1 - 1, x0 + LEAST);
      if (outcome === SPAN.failed) bar('failed', x0, shown);
      // The outline's own width stays within the bar.
      else bar('lost', x0 + 0.5, Math.max(shown - 0.5, x0 + 1.5));
    } else if (x1 - x0 < NARROW && outcome !== SPAN.open) {
      if (x0 - meltedTo < 1) meltedTo = Math.max(meltedTo, x1);
      else {
        pour();
        [melted, meltedTo] = [x0, x1];
      }
      continue;
    } else {
      pour();
      const built = Math.min(x1, pixel(spans.from[row]! + spans.setup[row]!));
      const open = outcome === SPAN.open;
      if (built - x0 >= 1.5) bar('setup', x0, built);
      bar(open ? 'open' : 'trained', built - x0 >= 1.5 ? built : x0, open ? x1 : x1 - 1);
    }
    if (x1 - x0 >= ROOMY) {
      for (const time of epochEnds(spans, table, row, until)) {
        const x = left + (time - view.from) * scale;
        if (x > x0 + 2 && x < x1 - 2) paths.epochs += `M${x.toFixed(1)} ${room.top + room.height}v-5`;
      }
    }
    const text = String(spans.candidate[row]!);
    if (x1 - x0 >= text.length * DIGIT + BESIDE) labels.push({ x: (x0 + x1) / 2, text, row });
  }
  pour();
  return { ...paths, labels };
}

/**
 * When the epochs of a training ended. The table has those of a candidate's last training alone: of earlier ones there
 * are none.
 */
function* epochEnds(spans: Spans, table: CandidateTable, row: number, until: number): Generator<number> {
  const n = spans.candidate[row]!;
  const start = table.curveAt[n]!;
  for (let epoch = 0; epoch < table.epochs[n]!; epoch++) {
    const at = table.curve[start + CURVE_STRIDE * epoch + 2]!;
    if (at > spans.from[row]! && at <= until) yield at;
  }
}

/** The training under a time, or the nearest within so many milliseconds; a row of the spans, or `null`. */
export function trainingAt(
  lane: Lane,
  spans: Spans,
  time: number,
  now: number,
  within: number,
): number | null {
  const [first, end] = placesIn(lane, time - within, time + within);
  let best: number | null = null;
  let nearest = within;
  for (let place = first; place < end; place++) {
    const row = lane.row[place]!;
    const away = Math.max(0, spans.from[row]! - time, time - endOf(spans, row, now));
    if (away <= nearest) [best, nearest] = [row, away];
  }
  return best;
}

import { useEffect, useMemo, useRef, useState } from 'react';
import { confusionMatrix, perClassFigures } from '../../../evaluation/confusion-matrix.ts';
import type { Judged, Pictures } from '../../../run/candidate-work.ts';
import { messageOf } from '../../../run/message.ts';
import { csvText } from '../../charts/csv.ts';
import { percent } from '../../shared/format.ts';
import { saveFile } from '../../shared/save-file.ts';
import { coordinator } from '../../store.ts';

/** Images of a cell that are shown, those that the network is surest of first. */
const SHOWN = 60;

interface Props {
  candidate: number;
  classes: number;
}

/** What a candidate takes for what: made when it is asked for, from the validation images. */
export function Confusion({ candidate, classes }: Props) {
  const [judged, setJudged] = useState<Judged | null>(null);
  const [busy, setBusy] = useState(false);
  const [problem, setProblem] = useState('');
  const ask = async () => {
    setBusy(true);
    setProblem('');
    try {
      setJudged(await coordinator.judge(candidate, 'validation'));
    } catch (error) {
      setProblem(messageOf(error));
    } finally {
      setBusy(false);
    }
  };
  return (
    <details
      onToggle={({ currentTarget }) => {
        if (currentTarget.open && !judged && !busy) void ask();
      }}
    >
      <summary>Confusion matrix and classes</summary>
      {busy && <p className="quiet">Asking the network about the validation images …</p>}
      {problem && (
        <div className="notice failure" role="alert">
          {problem}
        </div>
      )}
      {judged && <Matrix candidate={candidate} judged={judged} classes={classes} />}
    </details>
  );
}

interface Cell {
  readonly truth: number;
  readonly taken: number;
}

function Matrix({ candidate, judged, classes }: Props & { judged: Judged }) {
  const [cell, setCell] = useState<Cell | null>(null);
  const matrix = useMemo(() => confusionMatrix(judged.labels, judged.predicted, classes), [judged, classes]);
  const figures = useMemo(() => perClassFigures(matrix), [matrix]);
  const numbers = Array.from({ length: classes }, (_, i) => i);
  const worst = Math.max(1, ...matrix.flatMap((row, i) => row.filter((_, j) => i !== j)));
  const save = () =>
    saveFile(
      `cellscape-candidate${candidate}-confusion.csv`,
      csvText([['truth', ...numbers], ...matrix.map((row, i) => [i, ...row])]),
      'text/csv',
    );
  return (
    <>
      <table className="confusion">
        <caption className="quiet">
          {judged.labels.length.toLocaleString('en')} validation images: rows are what they are, columns what
          they are taken for. A cell shows its images.
        </caption>
        <thead>
          <tr>
            <td />
            {numbers.map((taken) => (
              <th key={taken} scope="col">
                {taken}
              </th>
            ))}
          </tr>
        </thead>
        <tbody>
          {numbers.map((truth) => (
            <tr key={truth}>
              <th scope="row">{truth}</th>
              {numbers.map((taken) => {
                const count = matrix[truth]![taken]!;
                const right = truth === taken;
                const share = right ? 0 : count / worst;
                return (
                  <td
                    key={taken}
                    className={right ? 'right' : undefined}
                    style={
                      share > 0
                        ? {
                            background: `color-mix(in srgb, var(--failure) ${Math.round(10 + share * 45)}%, transparent)`,
                          }
                        : undefined
                    }
                  >
                    {count > 0 && (
                      <button
                        type="button"
                        aria-pressed={cell?.truth === truth && cell.taken === taken}
                        aria-label={`${count} images of ${truth} taken for ${taken}`}
                        onClick={() => setCell({ truth, taken })}
                      >
                        {count}
                      </button>
                    )}
                  </td>
                );
              })}
            </tr>
          ))}
        </tbody>
      </table>
      {cell && <Images judged={judged} cell={cell} />}
      <table className="table">
        <caption className="visually-hidden">Figures of each class</caption>
        <thead>
          <tr>
            <th scope="col">Class</th>
            <th scope="col">Precision, %</th>
            <th scope="col">Recall</th>
            <th scope="col">F1</th>
            <th scope="col">Images</th>
          </tr>
        </thead>
        <tbody>
          {figures.map(({ precision, recall, f1, support }, i) => (
            // biome-ignore lint/suspicious/noArrayIndexKey: the place is the class.
            <tr key={i}>
              <td>{i}</td>
              {[precision, recall, f1].map((share, k) => (
                // biome-ignore lint/suspicious/noArrayIndexKey: three figures, always the same.
                <td key={k}>{share === null ? '–' : (100 * share).toFixed(1)}</td>
              ))}
              <td>{support}</td>
            </tr>
          ))}
        </tbody>
      </table>
      <button type="button" className="button small" onClick={save}>
        Save as CSV
      </button>
    </>
  );
}

/** The images of a cell of the matrix. */
function Images({ judged, cell: { truth, taken } }: { judged: Judged; cell: Cell }) {
  const { labels, predicted, confidence } = judged;
  const rows = useMemo(() => {
    const found: number[] = [];
    for (let i = 0; i < labels.length; i++) if (labels[i] === truth && predicted[i] === taken) found.push(i);
    return found.sort((a, b) => confidence[b]! - confidence[a]!);
  }, [labels, predicted, confidence, truth, taken]);
  const shown = rows.slice(0, SHOWN);
  const canvas = useRef<HTMLCanvasElement>(null);
  const asked = shown.join();
  useEffect(() => {
    let current = true;
    const draw = async () => {
      const pictures = await coordinator.pictures('validation', asked.split(',').map(Number));
      if (current && canvas.current) paint(canvas.current, pictures);
    };
    // A worker that is gone says so itself.
    draw().catch(() => undefined);
    return () => {
      current = false;
    };
  }, [asked]);
  const more = rows.length - shown.length;
  return (
    <figure className="images">
      <canvas
        ref={canvas}
        role="img"
        aria-label={`${shown.length} images of ${truth} that the network takes for ${taken}`}
      />
      <figcaption className="quiet">
        {rows.length.toLocaleString('en')} of {truth} taken for {taken}, the surest first
        {more > 0 ? ` (${more.toLocaleString('en')} more)` : ''}: confidence{' '}
        {percent(confidence[rows[0]!] ?? 0)} to {percent(confidence[rows.at(-1)!] ?? 0)}
      </figcaption>
    </figure>
  );
}

const COLUMNS = 10;

/** Draws images side by side, as they are: one pixel a pixel. */
function paint(canvas: HTMLCanvasElement, { height, width, channels, bytes }: Pictures): void {
  const size = height * width * channels;
  const count = bytes.length / size;
  canvas.width = COLUMNS * width;
  canvas.height = Math.ceil(count / COLUMNS) * height;
  const context = canvas.getContext('2d')!;
  for (let i = 0; i < count; i++) {
    const image = context.createImageData(width, height);
    for (let p = 0; p < width * height; p++) {
      for (let c = 0; c < 3; c++)
        image.data[4 * p + c] = bytes[i * size + p * channels + (channels === 3 ? c : 0)]!;
      image.data[4 * p + 3] = 255;
    }
    context.putImageData(image, (i % COLUMNS) * width, Math.floor(i / COLUMNS) * height);
  }
}

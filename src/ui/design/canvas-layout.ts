import {
  type DagMotif,
  edgesOfDag,
  MOST_NODES,
  type Motif,
  type SpaceDocument,
  type Values,
  valuesOf,
} from '../../space/document.ts';
import { chipsOf, choiceColour, motifWords, operationsWords, several, times } from './words.ts';

/** A box of the canvas before figures are added: what it is called, where it stands, what it selects. */
export interface CanvasBox {
  /** The path of the part; for ends that select nothing of their own, a name in angle brackets. */
  readonly id: string;
  readonly kind: 'card' | 'pipeline' | 'dot' | 'end';
  readonly title: string;
  readonly chips: readonly string[];
  readonly colour: string;
  readonly x: number;
  readonly y: number;
  readonly width: number;
  readonly height: number;
  readonly optional: boolean;
  /** Whether it can be dragged to another place. */
  readonly movable: boolean;
  /** The motif that it opens. */
  readonly opens?: string;
}

export interface CanvasArrow {
  readonly id: string;
  readonly from: string;
  readonly to: string;
  /** An edge of a dag: its operations, and the part it selects. */
  readonly label?: string;
  readonly colour?: string;
  readonly path?: string;
  readonly dashed?: boolean;
  /** How far an edge of a dag bows off the line of its nodes; negative is up. */
  readonly bow?: number;
  /** From the end of a row to the start of the next: in right angles, between the rows. */
  readonly step?: boolean;
}

/** One level of the hierarchy as a picture. */
export interface CanvasLevel {
  readonly boxes: readonly CanvasBox[];
  readonly arrows: readonly CanvasArrow[];
}

export const CARD = { width: 158, height: 66 } as const;
const GAP = { x: 26, y: 22 } as const;
const PAD = { side: 12, top: 26, bottom: 12 } as const;
const END_WIDTH = 92;

/** Lays out the network, or the motif that the canvas is opened into. */
export function levelOf(space: SpaceDocument, motif: string | undefined): CanvasLevel {
  const open = motif === undefined ? undefined : space.motifs[motif];
  if (motif === undefined || !open) return networkLevel(space);
  return open.kind === 'dag' ? dagLevel(motif, open) : pipelinesLevel(motif, open, space);
}

const card = (
  id: string,
  title: string,
  chips: readonly string[],
  colour: string,
  x: number,
  y: number,
): CanvasBox => ({
  id,
  kind: 'card',
  title,
  chips,
  colour,
  x,
  y,
  ...CARD,
  optional: false,
  movable: false,
});

const end = (id: string, title: string, chips: readonly string[], x: number, y: number): CanvasBox => ({
  ...card(id, title, chips, 'var(--identity)', x, y),
  kind: 'end',
  width: END_WIDTH,
});

const PER_ROW = 4;

function networkLevel({ input, classes, stem, layers, head }: SpaceDocument): CanvasLevel {
  const boxes: CanvasBox[] = [];
  const put = (make: (x: number, y: number) => CanvasBox) => {
    const row = Math.floor(boxes.length / PER_ROW);
    boxes.push(make((boxes.length % PER_ROW) * (CARD.width + GAP.x), row * (CARD.height + 2 * GAP.y)));
  };
  put((x, y) => card('<input>', 'Input', [`${input.join('×')}`], 'var(--identity)', x, y));
  if (stem) {
    const chips = [
      stem.filters === undefined ? 'as layer 1' : String(stem.filters),
      ...(stem.stride > 1 ? ['↓'] : []),
    ];
    put((x, y) =>
      card('stem', `Stem ${operationsWords(stem.operation)}`, chips, choiceColour(stem.operation), x, y),
    );
  }
  for (const [i, layer] of layers.entries()) {
    const resolution = valuesOf(layer.resolution).map((name) => ({ same: 'same', down: '↓', up: '↑' })[name]);
    put((x, y) => ({
      ...card(
        `layers[${i}]`,
        `Layer ${i + 1}`,
        [times(layer.repeat, layer.cell), valuesOf(layer.filters).join('|'), resolution.join('|')],
        'var(--accent)',
        x,
        y,
      ),
      opens: layer.cell,
    }));
  }
  put((x, y) => card('head', 'Head', [head.pool, `${classes} classes`], 'var(--merge)', x, y));
  return {
    boxes,
    arrows: boxes.slice(1).map((box, i) => ({
      id: `a${i}`,
      from: boxes[i]!.id,
      to: box.id,
      ...(box.x < boxes[i]!.x && { step: true }),
    })),
  };
}

function pipelinesLevel(
  name: string,
  motif: Extract<Motif, { kind: 'pipelines' }>,
  space: SpaceDocument,
): CanvasLevel {
  const boxes: CanvasBox[] = [];
  const arrows: CanvasArrow[] = [];
  const longest = Math.max(...motif.pipelines.map(({ blocks }) => blocks.length));
  const left = END_WIDTH + 2 * GAP.x;
  const width = longest * (CARD.width + GAP.x) - GAP.x + 2 * PAD.side;
  const height = CARD.height + PAD.top + PAD.bottom;
  const total = motif.pipelines.length * (height + GAP.y) - GAP.y;
  const middle = (total - CARD.height) / 2;
  boxes.push(end('<in>', 'in', [], 0, middle));
  for (const [p, { blocks, repeat }] of motif.pipelines.entries()) {
    const path = `motifs.${name}.pipelines[${p}]`;
    const y = p * (height + GAP.y);
    const words = several(repeat, 'pipeline');
    boxes.push({
      ...card(path, words === '1 pipeline' ? 'pipeline' : words, [], 'var(--line)', left, y),
      kind: 'pipeline',
      width,
      height,
      optional: words.startsWith('optional') || words.startsWith('0'),
    });
    let before = '<in>';
    for (const [b, block] of blocks.entries()) {
      const id = `${path}.blocks[${b}]`;
      const inner = valuesOf(block.operation).find((each) => Object.hasOwn(space.motifs, each));
      const chips = chipsOf(block);
      boxes.push({
        ...card(
          id,
          operationsWords(block.operation),
          chips,
          choiceColour(block.operation),
          left + PAD.side + b * (CARD.width + GAP.x),
          y + PAD.top,
        ),
        optional: chips.includes('optional'),
        movable: true,
        ...(inner !== undefined && { opens: inner }),
      });
      arrows.push({ id: `${before}>${id}`, from: before, to: id });
      before = id;
    }
    arrows.push({ id: `${before}>merge`, from: before, to: `motifs.${name}` });
  }
  const after = motif.activation && motif.activation !== 'linear' ? [motif.activation] : [];
  const most = motif.pipelines.length > 1 || several(motif.pipelines[0]!.repeat, '') !== '1 ';
  boxes.push({
    ...end(
      `motifs.${name}`,
      most ? 'merge' : 'out',
      [...(most ? [valuesOf(motif.merge).join('|')] : []), ...after],
      left + width + 2 * GAP.x,
      middle,
    ),
    colour: 'var(--merge)',
  });
  return { boxes, arrows };
}

/** Edges to the next node are straight; longer ones go above and below the nodes in turn, further out the longer. */
const bowOf = (from: number, to: number): number => {
  const span = to - from;
  return span === 1 ? 0 : (span % 2 === 0 ? -1 : 1) * (14 + 32 * (span - 1));
};

const NODE = 46;
const STEP = 168;

function dagLevel(name: string, motif: DagMotif): CanvasLevel {
  const { inputs = 1, inputsPerNode, edges = {}, output } = motif;
  // A number being typed can be anything; what is out of range is among the problems.
  const nodes = Math.min(MOST_NODES, Math.max(inputs + 1, Math.trunc(motif.nodes) || 0));
  const dots = Array.from({ length: nodes }, (_, node): CanvasBox => {
    const title = node < inputs ? (inputs === 2 ? `in ${node + 1}` : 'in') : String(node);
    return {
      ...card(
        `<node ${node}>`,
        title,
        [],
        node < inputs ? 'var(--identity)' : 'var(--accent)',
        node * STEP,
        0,
      ),
      kind: 'dot',
      width: NODE,
      height: NODE,
    };
  });
  const out: CanvasBox = {
    ...end(
      `motifs.${name}`,
      'out',
      [{ last: 'last node', concat: 'side by side', loose: 'loose ends' }[output]],
      nodes * STEP,
      (NODE - CARD.height) / 2,
    ),
    colour: 'var(--merge)',
  };
  const label = (values: Values<string>) => operationsWords(values);
  const arrows = edgesOfDag({ inputs, nodes }).map(([from, to]): CanvasArrow => {
    const own = edges[`${from}-${to}`] ?? motif.operation;
    const chosen = inputsPerNode !== 'all';
    return {
      id: `${from}-${to}`,
      from: `<node ${from}>`,
      to: `<node ${to}>`,
      bow: bowOf(from, to),
      ...(chosen
        ? { dashed: true }
        : { label: label(own), colour: choiceColour(own), path: `motifs.${name}.edges.${from}-${to}` }),
    };
  });
  const ends = output === 'last' ? [nodes - 1] : Array.from({ length: nodes - inputs }, (_, i) => inputs + i);
  return {
    boxes: [...dots, out],
    arrows: [
      ...arrows,
      ...ends.map(
        (node): CanvasArrow => ({
          id: `out ${node}`,
          bow: node === nodes - 1 ? 0 : bowOf(node, nodes),
          from: `<node ${node}>`,
          to: out.id,
          ...(output === 'loose' && { dashed: true }),
        }),
      ),
    ],
  };
}

/** The place among the blocks of a level nearest to a point: a pipeline, and the index to insert at. */
export function slotAt(
  { boxes }: CanvasLevel,
  x: number,
  y: number,
): { readonly pipeline: number; readonly index: number } | undefined {
  const pipelines = boxes.filter(({ kind }) => kind === 'pipeline');
  const inside = pipelines
    .map((box, pipeline) => ({ box, pipeline, away: Math.max(box.y - y, 0, y - box.y - box.height) }))
    .sort((a, b) => a.away - b.away)[0];
  if (!inside || inside.away > CARD.height) return undefined;
  const blocks = boxes.filter(({ id }) => id.startsWith(`${inside.box.id}.blocks[`));
  const index = blocks.filter((box) => box.x + box.width / 2 < x).length;
  return { pipeline: inside.pipeline, index };
}

export const levelTitle = (space: SpaceDocument, motif: string | undefined): string =>
  motif === undefined || !space.motifs[motif] ? 'layers from input to head' : motifWords(space.motifs[motif]);

import '@xyflow/react/dist/base.css';
import {
  Background,
  type EdgeTypes,
  type NodeChange,
  type NodeTypes,
  ReactFlow,
  ReactFlowProvider,
  useNodesState,
  useReactFlow,
} from '@xyflow/react';
import {
  type DragEvent,
  type KeyboardEvent,
  type RefObject,
  useCallback,
  useDeferredValue,
  useEffect,
  useMemo,
  useRef,
} from 'react';
import { insertBlock, insertOperation, moveBlock, placeOf } from '../../space/edit.ts';
import { Panel } from '../shared/Panel.tsx';
import { useApp } from '../store.ts';
import { Breadcrumb } from './Breadcrumb.tsx';
import { levelOf, levelTitle, slotAt } from './canvas-layout.ts';
import { type CanvasNode, cardNodes, edgesOf } from './canvas-nodes.ts';
import { BowedEdge, CardNode, DotNode, PipelineNode } from './canvas-parts.tsx';
import { openSelection, removeSelection } from './commands.ts';
import { apply, useDesign } from './design-store.ts';
import { problemsByPath } from './OutlineTree.tsx';
import { DRAGGED_OPERATION } from './Palette.tsx';
import { soundFactors } from './sound.ts';
import { operationWords } from './words.ts';

const nodeTypes: NodeTypes = { card: CardNode, end: CardNode, pipeline: PipelineNode, dot: DotNode };
const edgeTypes: EdgeTypes = { bowed: BowedEdge };

/** Fitted to the frame, but never too small to read: what is larger is panned to. */
const FIT = { padding: 0.08, minZoom: 0.5, maxZoom: 1.1 } as const;

/** One level of the hierarchy, to look at and to rearrange; double-click or Enter goes into a cell, Alt+↑ comes out. */
export function Canvas() {
  const trail = useDesign((design) => design.trail);
  const space = useApp((app) => app.space);
  /** Whether the level was changed by a key on the canvas: then the focus goes along. */
  const byKey = useRef(false);
  return (
    <Panel
      title="Canvas"
      area="canvas"
      flush
      detail={<Breadcrumb />}
      actions={
        <>
          <span className="quiet wide-only">{levelTitle(space, trail.at(-1))}</span>
          <ViewSwitch />
        </>
      }
    >
      <ReactFlowProvider key={trail.at(-1) ?? ''}>
        <Flow level={trail.at(-1)} byKey={byKey} />
      </ReactFlowProvider>
    </Panel>
  );
}

/** Canvas or JSON. */
export function ViewSwitch() {
  const view = useDesign((design) => design.view);
  return (
    <button
      type="button"
      className="button small"
      aria-pressed={view === 'json'}
      onClick={() => useDesign.getState().setView(view === 'json' ? 'canvas' : 'json')}
    >
      JSON
    </button>
  );
}

function Flow({ level: motif, byKey }: { level: string | undefined; byKey: RefObject<boolean> }) {
  const space = useApp((app) => app.space);
  const theme = useApp((app) => app.theme);
  const problems = useApp((app) => app.report?.problems);
  const selected = useDesign((design) => design.selected);
  const xray = useDesign((design) => (design.xrayed === space ? design.xray : null));
  const frame = useRef<HTMLElement>(null);
  const flow = useReactFlow();

  const level = useMemo(() => levelOf(space, motif), [space, motif]);
  // Figures come a moment later than the picture: they may not hold it up.
  const counted = useDeferredValue(space);
  const factors = useMemo(() => soundFactors(counted), [counted]);
  const marks = useMemo(() => problemsByPath(problems ?? []), [problems]);
  const laid = useRef<CanvasNode[]>([]);
  const target = useMemo(() => {
    laid.current = cardNodes(level, { factors, ranges: xray?.ranges ?? null, marks, selected }, laid.current);
    return laid.current;
  }, [level, factors, xray, marks, selected]);
  const edges = useMemo(() => edgesOf(level, selected), [level, selected]);
  const [nodes, setNodes, applyChanges] = useNodesState<CanvasNode>(target);
  useEffect(() => setNodes(target), [target, setNodes]);

  // A level that changed its outline is fitted again.
  const outline = `${Math.max(...level.boxes.map(({ x }) => x))}×${Math.max(...level.boxes.map(({ y }) => y))}`;
  // biome-ignore lint/correctness/useExhaustiveDependencies: fitted when the outline changes, not at each edit.
  useEffect(() => {
    const timer = setTimeout(() => void flow.fitView(FIT), 0);
    return () => clearTimeout(timer);
  }, [outline, flow]);

  useEffect(() => {
    const element = frame.current;
    if (!element) return;
    let timer: ReturnType<typeof setTimeout> | undefined;
    const observer = new ResizeObserver(() => {
      clearTimeout(timer);
      timer = setTimeout(() => void flow.fitView(FIT), 80);
    });
    observer.observe(element);
    return () => {
      clearTimeout(timer);
      observer.disconnect();
    };
  }, [flow]);

  useEffect(() => {
    if (!byKey.current) return;
    byKey.current = false;
    const timer = setTimeout(
      () => frame.current?.querySelector<HTMLElement>('.react-flow__node')?.focus(),
      60,
    );
    return () => clearTimeout(timer);
  }, [byKey]);

  const onNodesChange = useCallback(
    (changes: NodeChange<CanvasNode>[]) => {
      const chosen = changes.filter((change) => change.type === 'select');
      if (chosen.length > 0) {
        const here = new Set(level.boxes.map(({ id }) => id));
        const off = new Set(chosen.filter((change) => !change.selected).map(({ id }) => id));
        const on = chosen.filter((change) => change.selected).map(({ id }) => pathOfBox(id, motif));
        const kept = useDesign.getState().selected.filter((path) => here.has(path) && !off.has(path));
        useDesign.getState().selectAll([...kept.filter((path) => !on.includes(path)), ...on]);
      }
      applyChanges(changes.filter((change) => change.type !== 'select' && change.type !== 'remove'));
    },
    [applyChanges, level, motif],
  );

  const onDragStop = (_: unknown, node: CanvasNode) => {
    const place = placeOf(node.id);
    const slot = slotAt(level, node.position.x + node.data.width / 2, node.position.y + node.data.height / 2);
    const edited =
      place.kind === 'block' && slot
        ? moveBlock(useApp.getState().space, node.id, slot.pipeline, slot.index)
        : undefined;
    if (edited) apply(edited, 'move block', '');
    // Where nothing moved, the box goes back; where something did, it takes its new place.
    setNodes(laid.current);
  };

  const onDrop = (event: DragEvent) => {
    const operation = event.dataTransfer.getData(DRAGGED_OPERATION);
    if (!operation) return;
    event.preventDefault();
    const { x, y } = flow.screenToFlowPosition({ x: event.clientX, y: event.clientY });
    const slot = slotAt(level, x, y);
    const { space: now } = useApp.getState();
    if (motif !== undefined && now.motifs[motif]?.kind === 'dag') {
      apply(insertOperation(now, `motifs.${motif}`, operation), `add ${operationWords(operation)}`, '');
      return;
    }
    const refusal = 'Drop it on a pipeline: a cell of pipelines has to be open.';
    if (!slot || motif === undefined) {
      apply(undefined, '', refusal);
      return;
    }
    const pipeline = `motifs.${motif}.pipelines[${slot.pipeline}]`;
    const at = slot.index > 0 ? `${pipeline}.blocks[${slot.index - 1}]` : pipeline;
    const inserted = insertBlock(now, at, { operation });
    const first =
      slot.index === 0 && inserted
        ? moveBlock(inserted.document, inserted.select, slot.pipeline, 0)
        : undefined;
    apply(first ?? inserted, `add ${operationWords(operation)}`, refusal);
  };

  const onKeyDown = (event: KeyboardEvent) => {
    const id = (event.target as Element).closest<HTMLElement>('.react-flow__node')?.dataset.id;
    if (event.altKey && event.key === 'ArrowUp') {
      byKey.current = useDesign.getState().trail.length > 0;
      useDesign.getState().up();
    } else if (id === undefined || event.ctrlKey || event.metaKey || event.altKey) return;
    else if (event.key === 'Enter' || event.key === ' ') {
      const path = pathOfBox(id, motif);
      if (event.key === 'Enter' && useDesign.getState().selected.includes(path)) {
        const { trail } = useDesign.getState();
        openSelection(path);
        byKey.current = useDesign.getState().trail !== trail;
      } else useDesign.getState().select(path, event.shiftKey ? 'toggle' : 'only');
    } else if (event.key === 'Delete' || event.key === 'Backspace') removeSelection();
    else if (event.key.startsWith('Arrow')) {
      const next = nearest(level.boxes, id, event.key);
      if (next === undefined) return;
      frame.current?.querySelector<HTMLElement>(`.react-flow__node[data-id="${CSS.escape(next)}"]`)?.focus();
      useDesign.getState().select(pathOfBox(next, motif));
    } else return;
    event.preventDefault();
    event.stopPropagation();
  };

  return (
    <section
      className="canvas"
      ref={frame}
      aria-label="Level of the space"
      onKeyDown={onKeyDown}
      onDrop={onDrop}
      onDragOver={(event) => event.preventDefault()}
    >
      <ReactFlow<CanvasNode>
        nodes={nodes}
        edges={edges}
        nodeTypes={nodeTypes}
        edgeTypes={edgeTypes}
        colorMode={theme}
        onNodesChange={onNodesChange}
        onNodeDragStop={onDragStop}
        onNodeDoubleClick={(_, node) => openSelection(pathOfBox(node.id, motif))}
        onEdgeClick={(_, edge) =>
          edge.data?.path !== undefined && useDesign.getState().select(edge.data.path as string)
        }
        nodesConnectable={false}
        edgesFocusable={false}
        disableKeyboardA11y
        deleteKeyCode={null}
        zoomOnDoubleClick={false}
        panOnScroll
        zoomActivationKeyCode={['Control', 'Meta']}
        minZoom={0.1}
        maxZoom={2}
        fitView
        fitViewOptions={FIT}
      >
        <Background gap={18} size={1} />
      </ReactFlow>
      <div className="canvas-tools">
        <button
          type="button"
          className="button small"
          onClick={() => void flow.zoomOut()}
          aria-label="Smaller"
        >
          −
        </button>
        <button type="button" className="button small" onClick={() => void flow.zoomIn()} aria-label="Larger">
          +
        </button>
        <button type="button" className="button small" onClick={() => void flow.fitView(FIT)}>
          fit
        </button>
      </div>
    </section>
  );
}

/** Boxes that stand for no part of their own select the cell that they belong to, or the network. */
const pathOfBox = (id: string, motif: string | undefined): string =>
  !id.startsWith('<') ? id : motif === undefined ? '' : `motifs.${motif}`;

/** The box that an arrow key leads to: the nearest in that direction. */
function nearest(boxes: ReturnType<typeof levelOf>['boxes'], id: string, key: string): string | undefined {
  const from = boxes.find((box) => box.id === id);
  if (!from) return undefined;
  const centre = (box: typeof from) => ({ x: box.x + box.width / 2, y: box.y + box.height / 2 });
  const start = centre(from);
  const along = { ArrowLeft: [-1, 0], ArrowRight: [1, 0], ArrowUp: [0, -1], ArrowDown: [0, 1] }[key];
  if (!along) return undefined;
  const [dx, dy] = along as [number, number];
  return boxes
    .filter((box) => box.id !== id && (box.kind !== 'pipeline' || from.kind === 'pipeline'))
    .map((box) => {
      const { x, y } = centre(box);
      const ahead = (x - start.x) * dx + (y - start.y) * dy;
      const aside = Math.abs((x - start.x) * dy) + Math.abs((y - start.y) * dx);
      return { id: box.id, ahead, cost: ahead + 3 * aside };
    })
    .filter(({ ahead }) => ahead > 4)
    .sort((a, b) => a.cost - b.cost)[0]?.id;
}

import { useDeferredValue } from 'react';
import { type BlockSpec, type SpaceDocument, valuesOf } from '../../space/document.ts';
import { pathOf, placeOf } from '../../space/edit.ts';
import { someTakeOptions } from '../../space/operations.ts';
import { setAt } from '../../space/path.ts';
import { huge, short, whole } from '../shared/format.ts';
import { Panel } from '../shared/Panel.tsx';
import { useApp } from '../store.ts';
import { BlocksForm } from './BlocksForm.tsx';
import { focusOf, useDesign } from './design-store.ts';
import { MotifForm } from './MotifForm.tsx';
import { EdgeForm, HeadForm, LayerForm, NetworkForm, PipelineForm, StemForm } from './PartForms.tsx';
import { soundFactors } from './sound.ts';
import { placeWords } from './words.ts';

/** What every form of the inspector gets. */
export interface FormProps {
  /** The path of the part. */
  readonly path: string;
  /** Puts a value into a field of the part; `undefined` leaves the field out. */
  readonly put: (field: string, value: unknown) => void;
  /** What is wrong with a field, in words; with the part itself where the field is empty. */
  readonly problemOf: (field: string) => string | undefined;
}

/** Kinds of which several may be edited at once. */
const TOGETHER: ReadonlySet<string> = new Set(['block', 'layer', 'pipeline']);

/** Fields of a block that only plain convolutions use. */
const OPTIONS: ReadonlySet<string> = new Set([
  'batchNorm',
  'activation',
  'skip',
  'dropout',
  'squeezeExcite',
  'order',
]);

const takesThem = (space: SpaceDocument, path: string): boolean =>
  placeOf(path).kind !== 'block' || someTakeOptions(valuesOf(blockAt(space, path).operation));

/** A form for the selected part, or for several of one kind: what is changed is set in all. */
export function Inspector() {
  const space = useApp((app) => app.space);
  const problems = useApp((app) => app.report?.problems);
  const selected = useDesign((design) => design.selected);
  const focus = focusOf({ selected });
  const place = placeOf(focus);
  // Parts of one kind are edited together: blocks, layers or pipelines.
  const alike = selected.filter((path) => placeOf(path).kind === place.kind);
  const several = TOGETHER.has(place.kind) && alike.length > 1;
  const put = (field: string, value: unknown) => {
    const { space: now, setSpace } = useApp.getState();
    // An option goes to the blocks that can use it.
    const able = alike.filter((path) => !OPTIONS.has(field) || takesThem(now, path));
    const paths = several ? (able.length > 0 ? able : alike) : [focus];
    const next = paths.reduce(
      (document, path) => setAt(document, path === '' ? field : `${path}.${field}`, value),
      now,
    );
    setSpace(
      next,
      `${field}${several ? ` of ${paths.length} ${place.kind}s` : ''} (${placeWords(now, focus)})`,
    );
  };
  const problemOf = (field: string) => {
    const path = [focus, field].filter(Boolean).join('.');
    return problems?.find((problem) => problem.path === path || problem.path.startsWith(`${path}[`))?.message;
  };
  const props: FormProps = { path: focus, put, problemOf };
  return (
    <Panel
      title={several ? `${alike.length} ${place.kind}s` : placeWords(space, focus)}
      detail={several ? 'edited together' : undefined}
      area="inspector"
    >
      {/* What was typed for one part belongs to no other: each has a form of its own. */}
      <div key={several ? alike.join() : focus}>
        {place.kind === 'network' && <NetworkForm {...props} />}
        {place.kind === 'stem' && <StemForm {...props} />}
        {place.kind === 'head' && <HeadForm {...props} />}
        {place.kind === 'layer' && <LayerForm {...props} index={place.index} />}
        {place.kind === 'motif' && <MotifForm {...props} name={place.motif} />}
        {place.kind === 'pipeline' && <PipelineForm {...props} />}
        {place.kind === 'block' && (
          <BlocksForm {...props} blocks={(several ? alike : [focus]).map((path) => blockAt(space, path))} />
        )}
        {place.kind === 'edge' && <EdgeForm {...props} motif={place.motif} />}
      </div>
      <PartFigures path={pathOf(place)} />
    </Panel>
  );
}

function blockAt(space: SpaceDocument, path: string): BlockSpec {
  const place = placeOf(path);
  const motif = place.kind === 'block' ? space.motifs[place.motif] : undefined;
  const block =
    motif?.kind === 'pipelines' && place.kind === 'block'
      ? motif.pipelines[place.pipeline]?.blocks[place.block]
      : undefined;
  return block ?? { operation: 'identity' };
}

/** By how much the part multiplies the space, and what its members were seen to cost. */
function PartFigures({ path }: { path: string }) {
  const space = useDeferredValue(useApp((app) => app.space));
  const current = useApp((app) => app.space);
  const xray = useDesign((design) => (design.xrayed === current ? design.xray : null));
  const factor = soundFactors(space)?.get(path);
  const range = xray?.ranges.get(path);
  return (
    <>
      {factor !== undefined && (
        <p className="quiet" style={{ marginTop: 12 }}>
          {factor === 1n ? 'Nothing to choose here.' : 'These choices multiply the space by '}
          {factor !== 1n && <b className="ink">{huge(factor.toString())}</b>}
          {factor !== 1n && '.'}
        </p>
      )}
      {xray && range && (
        <>
          <h3 className="section-head">Shape and cost</h3>
          <dl className="facts">
            <dt>Output</dt>
            <dd>{shapes(range.smallest, range.largest)}</dd>
            <dt>Parameters</dt>
            <dd>{span(range.parameters)}</dd>
            <dt>MACs</dt>
            <dd>{span(range.macs)}</dd>
          </dl>
          <p className="quiet small">Seen in {whole(xray.members)} members.</p>
        </>
      )}
    </>
  );
}

/** Two shapes as one: 14×14×8–32. */
export function shapes(smallest: readonly number[], largest: readonly number[]): string {
  if (smallest.length !== largest.length) return `${smallest.join('×')} – ${largest.join('×')}`;
  return smallest
    .map((side, i) =>
      side === largest[i] ? side : `${Math.min(side, largest[i]!)}–${Math.max(side, largest[i]!)}`,
    )
    .join('×');
}

export const span = ([low, high]: readonly [number, number]): string =>
  low === high ? short(low) : `${short(low)} – ${short(high)}`;

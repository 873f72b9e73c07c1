import { useEffect, useRef } from 'react';
import { Panel } from '../shared/Panel.tsx';
import { designer, useApp } from '../store.ts';
import { Canvas } from './Canvas.tsx';
import { useDesignKeys } from './design-keys.ts';
import { useDesign } from './design-store.ts';
import { Inspector } from './Inspector.tsx';
import { JsonView } from './JsonView.tsx';
import { OutlineTree } from './OutlineTree.tsx';
import { Palette } from './Palette.tsx';
import { ProblemsPanel } from './ProblemsPanel.tsx';
import { Specimen } from './Specimen.tsx';
import { Templates } from './Templates.tsx';
import { XrayPanel } from './XrayPanel.tsx';

/** Members that the X-ray draws. */
const MEMBERS = 1000;
/** How long a hint stands. */
const HINT_MS = 7000;
/** The X-ray waits for a pause in the edits. */
const PAUSE_MS = 150;

/** The search space: three views of one document, what is wrong with it, and what its members are like. */
export default function DesignScreen() {
  const view = useDesign((design) => design.view);
  const templates = useRef<HTMLDialogElement>(null);
  useXray();
  useDesignKeys();
  return (
    <div className="screen design-screen">
      <Panel
        title="Space"
        area="space"
        actions={
          <button
            type="button"
            className="button small primary"
            onClick={() => templates.current?.showModal()}
          >
            Templates
          </button>
        }
      >
        <OutlineTree />
        <Palette />
      </Panel>
      {view === 'canvas' ? <Canvas /> : <JsonView />}
      <ProblemsPanel />
      <XrayPanel />
      <Inspector />
      <Specimen />
      <Templates dialog={templates} />
      <Hint />
      <Fault />
    </div>
  );
}

/** What went wrong last, until it is dismissed. */
function Fault() {
  const fault = useApp((app) => app.fault);
  if (fault === null) return null;
  return (
    <div className="notice failure fault" role="alert">
      {fault}
      <div className="row" style={{ marginTop: 6 }}>
        <button type="button" className="button small" onClick={() => useApp.getState().dismissFault()}>
          Dismiss
        </button>
      </div>
    </div>
  );
}

/** What the last command did, or why it did nothing. */
function Hint() {
  const hint = useDesign((design) => design.hint);
  useEffect(() => {
    if (hint === '') return;
    const timer = setTimeout(() => useDesign.setState({ hint: '' }), HINT_MS);
    return () => clearTimeout(timer);
  }, [hint]);
  return (
    <p className={hint === '' ? 'visually-hidden' : 'hint'} role="status">
      {hint}
    </p>
  );
}

/** Draws members whenever the space has changed and is sound; known architectures are measured once. */
function useXray(): void {
  const space = useApp((app) => app.space);
  const sound = useApp((app) => (app.report?.size ?? '') !== '');
  useEffect(() => {
    if (!sound) {
      useDesign.setState({ xray: null, xrayed: null });
      return;
    }
    const timer = setTimeout(() => {
      designer.xray(space, MEMBERS, 1).then(
        (xray) => xray && useApp.getState().space === space && useDesign.setState({ xray, xrayed: space }),
        // The space was changed to one with problems; they are listed.
        () => useDesign.setState({ xray: null, xrayed: null }),
      );
    }, PAUSE_MS);
    return () => clearTimeout(timer);
  }, [space, sound]);
  useEffect(() => {
    if (useDesign.getState().landmarks.length > 0) return;
    designer.landmarks().then(
      (landmarks) => useDesign.setState({ landmarks }),
      // Without them the X-ray shows the members alone; a dead worker tells of itself.
      () => undefined,
    );
  }, []);
}

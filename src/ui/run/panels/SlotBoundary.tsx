import { Component, type ReactNode, Suspense } from 'react';
import { messageOf } from '../../../run/message.ts';
import { Panel } from '../../shared/Panel.tsx';

interface Props {
  readonly title: ReactNode;
  /** What it is about: another run, or another candidate of it, is tried again by itself. */
  readonly run: number | string | null;
  readonly children: ReactNode;
  /** Where the panel stands, as it says itself. */
  readonly area?: string;
  /** It is tried again because the user asked for it. */
  readonly onAgain?: () => void;
}

interface State {
  readonly failure: { readonly message: string; readonly run: Props['run'] } | null;
}

/** In the panel's place while its code is loaded. */
const Waiting = ({ title, area }: { title: ReactNode; area: string | undefined }) => (
  <Panel title={title} area={area}>
    {null}
  </Panel>
);

/** Keeps a panel that cannot be drawn, or whose code cannot be loaded, from taking the screen down. */
export class SlotBoundary extends Component<Props, State> {
  override state: State = { failure: null };

  static getDerivedStateFromError(error: unknown): State {
    return { failure: { message: messageOf(error), run: Number.NaN } };
  }

  override componentDidUpdate(): void {
    const { failure } = this.state;
    if (!failure) return;
    // The run at which it failed is only known here.
    if (Number.isNaN(failure.run)) this.setState({ failure: { ...failure, run: this.props.run } });
    else if (failure.run !== this.props.run) this.setState({ failure: null });
  }

  override render(): ReactNode {
    const { title, area, children, onAgain } = this.props;
    const { failure } = this.state;
    if (!failure) return <Suspense fallback={<Waiting title={title} area={area} />}>{children}</Suspense>;
    return (
      <Panel title={title} area={area}>
        <div className="notice failure" role="alert">
          This part of the page could not be drawn: {failure.message}
        </div>
        <p className="quiet">The run goes on, and so does the rest of the page.</p>
        <button
          type="button"
          className="button"
          onClick={() => {
            onAgain?.();
            this.setState({ failure: null });
          }}
        >
          Try again
        </button>
      </Panel>
    );
  }
}

import { Component, type ReactNode, Suspense } from 'react';
import { messageOf } from '../../../run/message.ts';
import { Panel } from '../../shared/Panel.tsx';

interface Props {
  readonly title: ReactNode;
  /** What it is about: another run is tried again by itself. */
  readonly run: number | null;
  readonly children: ReactNode;
  /** It is tried again because the user asked for it. */
  onAgain(): void;
}

interface State {
  readonly failure: { readonly message: string; readonly run: number | null } | null;
}

/** Keeps a view that cannot be drawn, or whose code cannot be loaded, from taking the screen down. */
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
    const { title, children, onAgain } = this.props;
    const { failure } = this.state;
    if (!failure) return <Suspense fallback={<Panel title={title}> </Panel>}>{children}</Suspense>;
    return (
      <Panel title={title}>
        <div className="notice failure" role="alert">
          This view could not be drawn: {failure.message}
        </div>
        <p className="quiet">The run goes on, and the other views are not touched by it.</p>
        <button
          type="button"
          className="button"
          onClick={() => {
            onAgain();
            this.setState({ failure: null });
          }}
        >
          Try again
        </button>
      </Panel>
    );
  }
}

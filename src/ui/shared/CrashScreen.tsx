import { Component, type ReactNode } from 'react';
import { bootFailed } from '../boot.ts';
import { useApp } from '../store.ts';

interface State {
  readonly error: Error | null;
}

/** Shown when drawing the page fails. The search goes on in its workers: its log can still be saved. */
export class CrashScreen extends Component<{ children: ReactNode }, State> {
  override state: State = { error: null };

  override componentDidCatch(): void {
    bootFailed();
  }

  static getDerivedStateFromError(error: unknown): State {
    return { error: error instanceof Error ? error : new Error(String(error)) };
  }

  override render(): ReactNode {
    const { error } = this.state;
    if (!error) return this.props.children;
    return (
      <main className="full-page">
        <h1>The page could not be drawn</h1>
        <p>{error.message}</p>
        <p className="quiet">
          Your space, settings and runs are kept. A run under way goes on, and is stored as it does; its log
          can be saved as a file, too. Should the page fail again, the start after that is made without what
          is stored.
        </p>
        <div className="row" style={{ marginTop: 16 }}>
          <button type="button" className="button" onClick={() => useApp.getState().exportLog()}>
            Save the run's log
          </button>
          <button type="button" className="button primary" onClick={() => location.reload()}>
            Reload
          </button>
        </div>
      </main>
    );
  }
}
